"""Recorded footage as clips."""
