"""Smoothing of counts."""

from __future__ import annotations

from collections import deque
from statistics import median_low


class CountSmoother:
    """Median of the last three counts: one wrong look changes nothing, two in a row do.

    A real change shows in the second look after it, so within three looks.
    """

    def __init__(self) -> None:
        self._counts: deque[int] = deque(maxlen=3)

    def add(self, count: int) -> int:
        """Take a count and return the smoothed one; with two counts the lower one."""
        self._counts.append(count)
        return median_low(self._counts)

    def forget(self) -> None:
        """Start anew, after a pause."""
        self._counts.clear()
