"""Clips of what opened an incident: the seconds before and after, people masked (contract C7)."""
