"""Stills for those who look, kept in memory alone (contract C12)."""
