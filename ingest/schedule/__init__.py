"""Which camera is looked at next, by which detector."""
