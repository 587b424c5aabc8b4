"""Quantiles of many latencies in little memory."""

from __future__ import annotations

from array import array
from math import exp, log

SHORTEST_S = 0.001
LONGEST_S = 120.0
STEP = 0.02
"""Neighbouring buckets differ by so much, so a quantile is exact to one per cent."""

_BUCKETS = int(log(LONGEST_S / SHORTEST_S) / STEP) + 2
_MOST = 2**32 - 1


class LatencyHistogram:
    """Counts latencies by size, in 2.4 kB however many there are."""

    __slots__ = ("_counts", "_total")

    def __init__(self) -> None:
        self._counts = array("I", bytes(4 * _BUCKETS))
        self._total = 0

    def add(self, seconds: float) -> None:
        """Count one; outside of ``SHORTEST_S`` to ``LONGEST_S`` it counts as the nearest."""
        index = 0
        if seconds > SHORTEST_S:
            index = min(_BUCKETS - 1, 1 + int(log(seconds / SHORTEST_S) / STEP))
        if self._counts[index] < _MOST:
            self._counts[index] += 1
            self._total += 1

    def quantile(self, share: float) -> float | None:
        """Return a quantile in seconds, none when nothing was counted.

        Args:
            share: 0 to 1.
        """
        if not self._total:
            return None
        wanted = share * (self._total - 1)
        seen = 0
        for index, count in enumerate(self._counts):
            seen += count
            if seen > wanted:
                return SHORTEST_S * exp((index - 0.5) * STEP) if index else SHORTEST_S
        return LONGEST_S
