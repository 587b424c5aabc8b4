"""The report as a page for people: one file, nothing loaded from anywhere."""
