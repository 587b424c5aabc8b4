"""Lasting change in a watched area with no permit: suspected unpermitted construction."""
