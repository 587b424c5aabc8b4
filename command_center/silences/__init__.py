"""Silences: people keep a camera's alerts from calling on anybody, for a time."""
