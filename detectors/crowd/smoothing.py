"""Smoothing of counts and densities."""

from __future__ import annotations

from collections import deque
from statistics import median_low

SMOOTHED_LOOKS = 3


class CountSmoother:
    """Median of the last three values: one wrong look changes nothing, two in a row do.

    A real change shows in the second look after it, so within three looks.
    """

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=SMOOTHED_LOOKS)

    def add(self, value: float) -> float:
        """Take a value and return the smoothed one; with two values the lower one."""
        self._values.append(value)
        return median_low(self._values)

    def forget(self) -> None:
        """Start anew, after a pause."""
        self._values.clear()
