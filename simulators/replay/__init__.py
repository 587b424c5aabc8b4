"""Recorded footage straight through the detectors: what would have been raised."""
