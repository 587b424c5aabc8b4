"""Data files of the demo town."""
