"""How what was found compares with the truth."""
