"""A run that could not be made."""

from __future__ import annotations


class BrokenRun(Exception):
    """A process did not come up or ended before its time; the message says which and why."""
