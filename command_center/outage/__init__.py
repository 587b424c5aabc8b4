"""Outages of villages: many cameras gone at once are one incident of the centre (contract C3)."""
