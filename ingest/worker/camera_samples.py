"""What was decoded of one camera."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from ingest.worker.latency_histogram import LatencyHistogram

GAP_FACTOR = 1.5
"""An interval longer than this many times the one asked for is a gap."""

LONG_INTERVAL_S = 3.0
"""Intervals over this are counted apart, whatever was asked for."""

GRACE_SHARE = 0.25
"""A sample is expected only so much of its interval after its time, because key frames come with
jitter and the last one of a run may be under way."""


@dataclass(slots=True)
class CameraSamples:
    """Counts of one camera.

    Attributes:
        samples: Frames decoded.
        intervals: Between two of them.
        gaps: Of these, over 1.5 times the one asked for.
        long_intervals: Of these, over ``LONG_INTERVAL_S``.
        latency: From capture to decoded.
        looks: Finished looks by detector; a visit of several frames is one.
    """

    samples: int = 0
    intervals: int = 0
    gaps: int = 0
    long_intervals: int = 0
    latency: LatencyHistogram = field(default_factory=LatencyHistogram)
    looks: Counter[str] = field(default_factory=Counter)
    _every_s: float = 0.0
    _expected: int = 0
    _first_at: datetime | None = None
    _last_at: datetime | None = None

    def expect(self, every_s: float, at: datetime) -> None:
        """Set the interval asked for from now on; 0 for none.

        Args:
            every_s: In seconds.
            at: Now, UTC.
        """
        if every_s != self._every_s:
            self._expected = self.expected(at)
            self._first_at = self._last_at = None
            self._every_s = every_s

    def add(self, captured_at: datetime, decoded_at: datetime) -> float:
        """Count one; returns its latency, seconds."""
        self.samples += 1
        latency_s = (decoded_at - captured_at).total_seconds()
        self.latency.add(latency_s)
        if self._last_at is None:
            self._first_at = decoded_at
        elif self._every_s > 0:
            interval_s = (decoded_at - self._last_at).total_seconds()
            self.intervals += 1
            self.gaps += interval_s > GAP_FACTOR * self._every_s
            self.long_intervals += interval_s > LONG_INTERVAL_S
        self._last_at = decoded_at
        return latency_s

    def expected(self, at: datetime) -> int:
        """Return how many samples there should be since the first one came.

        Args:
            at: Now, UTC.
        """
        if self._first_at is None or self._last_at is None or self._every_s <= 0:
            return self._expected
        until_last = round((self._last_at - self._first_at).total_seconds() / self._every_s)
        since_s = (at - self._first_at).total_seconds()
        until_now = int((since_s - GRACE_SHARE * self._every_s) // self._every_s)
        return self._expected + max(until_last, until_now) + 1
