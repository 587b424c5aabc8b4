"""When a rising value reaches its limit."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from itertools import combinations
from statistics import median

LOOKS = 8
"""Looks that the trend is taken from."""

FEWEST_LOOKS = 5

STEADY = 0.8
"""Share of pairs of looks of which the later must show more (Kendall 1938): by chance alone 12 of
100 runs of five looks do so, and under 2 of 100 of eight."""

REACH = 3.0
"""A trend is drawn out to at most this many times the time it was watched for."""

MAX_AHEAD_S = 600.0


class Trend:
    """The slope of the last looks, by the median of the slopes of all pairs (Theil, Sen 1968).

    Two of eight looks may be wrong by any amount.
    """

    def __init__(self) -> None:
        self._looks: deque[tuple[datetime, float]] = deque(maxlen=LOOKS)

    def add(self, value: float, at: datetime) -> None:
        """Take a look; a clock that went back begins anew."""
        if self._looks and at <= self._looks[-1][0]:
            self._looks.clear()
        self._looks.append((at, value))

    def forget(self) -> None:
        """Start anew, after a pause."""
        self._looks.clear()

    def seconds_to(self, limit: float) -> float | None:
        """Return when the value reaches a limit if it goes on rising as it did.

        Returns:
            Seconds from the last look; none where it is there already, does not rise steadily, or
            would take longer than the looks allow to say.
        """
        if len(self._looks) < FEWEST_LOOKS:
            return None
        pairs = list(combinations(self._looks, 2))
        if sum(later > earlier for (_, earlier), (_, later) in pairs) < STEADY * len(pairs):
            return None
        slopes = [(b - a) / (late - soon).total_seconds() for (soon, a), (late, b) in pairs]
        slope = median(slopes)
        (first, _), (last, _) = self._looks[0], self._looks[-1]
        # The line through the looks, not the last look itself, which may be a wrong one.
        now = median(value + slope * (last - at).total_seconds() for at, value in self._looks)
        if slope <= 0.0 or now >= limit or self._looks[-1][1] >= limit:
            return None
        ahead_s = (limit - now) / slope
        watched_s = (last - first).total_seconds()
        return ahead_s if ahead_s <= min(MAX_AHEAD_S, REACH * watched_s) else None
