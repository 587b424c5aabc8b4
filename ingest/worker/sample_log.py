"""What was decoded, when, and how late: for ``--stats``."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

KEPT_LATENCIES = 2000
"""Latencies kept a camera; older ones go, so that a worker that runs for months does not grow."""

GAP_FACTOR = 1.5
"""An interval longer than this many times the one asked for is a gap."""


@dataclass(slots=True)
class CameraSamples:
    """One camera's samples.

    Attributes:
        samples: Frames decoded.
        gaps: Intervals between two of them over 1.5 times the one asked for.
        latencies_s: From capture to decoded, the last ``KEPT_LATENCIES``.
        looks: Finished looks by detector; a visit of several frames is one.
    """

    samples: int = 0
    gaps: int = 0
    latencies_s: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_LATENCIES))
    looks: Counter[str] = field(default_factory=Counter)
    _last_at: datetime | None = None

    def add(self, captured_at: datetime, decoded_at: datetime, every_s: float) -> None:
        """Count one."""
        self.samples += 1
        self.latencies_s.append((decoded_at - captured_at).total_seconds())
        if self._last_at is not None and every_s > 0:
            interval_s = (decoded_at - self._last_at).total_seconds()
            if interval_s > GAP_FACTOR * every_s:
                self.gaps += 1
        self._last_at = decoded_at

    def latency_s(self, share: float) -> float | None:
        """Return a quantile of the latency, none without samples.

        Args:
            share: 0 to 1.
        """
        if not self.latencies_s:
            return None
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class SampleLog:
    """Counts decoded frames by camera."""

    def __init__(self) -> None:
        self._cameras: dict[str, CameraSamples] = {}
        self._every_s: dict[str, float] = {}

    def expect(self, every_s: dict[str, float]) -> None:
        """Set the interval asked for, by camera; others are forgotten."""
        self._every_s = dict(every_s)
        self.keep(every_s)

    def keep(self, camera_ids: Collection[str]) -> None:
        """Forget all other cameras."""
        for camera_id in [one for one in self._cameras if one not in camera_ids]:
            del self._cameras[camera_id]

    def add(self, camera_id: str, captured_at: datetime, decoded_at: datetime) -> None:
        """Count a decoded frame."""
        samples = self._cameras.setdefault(camera_id, CameraSamples())
        samples.add(captured_at, decoded_at, self._every_s.get(camera_id, 0.0))

    def looked(self, camera_id: str, detector: str) -> None:
        """Count a finished look."""
        self._cameras.setdefault(camera_id, CameraSamples()).looks[detector] += 1

    def of(self, camera_id: str) -> CameraSamples:
        """Return a camera's samples, empty ones where there are none."""
        return self._cameras.get(camera_id) or CameraSamples()

    def expected_per_s(self) -> float:
        """Return how many samples a second are asked for in all."""
        return sum(1.0 / every_s for every_s in self._every_s.values() if every_s > 0)
