"""From the broker to committed rows, and back as acknowledgements (contracts C5 and C6)."""
