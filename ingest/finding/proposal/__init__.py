"""From what was found to what the registry takes."""
