"""What a peer delivered, in the form in which our worker writes its statistics."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from typing import Any

GAP_FACTOR = 1.5
"""An interval longer than this many times the one asked for is a gap, as for our worker."""


class SampleBook:
    """Counts pictures by camera; used from many threads.

    Args:
        camera_ids: All that are to be read.
        every_s: Interval asked for.
        now_s: Monotonic clock.
    """

    def __init__(
        self,
        camera_ids: Collection[str],
        every_s: float,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every_s = every_s
        self._now_s = now_s
        self._lock = threading.Lock()
        self._began_s = now_s()
        self._samples = dict.fromkeys(camera_ids, 0)
        self._gaps = dict.fromkeys(camera_ids, 0)
        self._last_s: dict[str, float] = {}
        self._all_at_s: float | None = None
        self._newest_at_s: float | None = None

    def add(self, camera_id: str) -> None:
        """Count a picture of a camera, now."""
        now_s = self._now_s()
        with self._lock:
            last_s = self._last_s.get(camera_id)
            if last_s is None:
                self._newest_at_s = now_s - self._began_s
            elif now_s - last_s > GAP_FACTOR * self._every_s:
                self._gaps[camera_id] += 1
            self._last_s[camera_id] = now_s
            self._samples[camera_id] += 1
            if self._all_at_s is None and len(self._last_s) == len(self._samples):
                self._all_at_s = self._newest_at_s

    def has(self, camera_id: str) -> bool:
        """Tell whether a camera delivered at all."""
        with self._lock:
            return camera_id in self._last_s

    def stats(self) -> dict[str, Any]:
        """Return the statistics so far: ``cameras``, ``process`` and ``totals``, as JSON values."""
        with self._lock:
            wall_s = self._now_s() - self._began_s
            return {
                "cameras": {
                    camera_id: {
                        "state": "online" if camera_id in self._last_s else "connecting",
                        "samples": samples,
                        "gaps": self._gaps[camera_id],
                    }
                    for camera_id, samples in self._samples.items()
                },
                "process": {"wall_s": wall_s, "connect_s": self._all_at_s},
                "totals": {
                    "expected": int(len(self._samples) * wall_s / self._every_s),
                    "delivered": sum(self._samples.values()),
                    "late": sum(self._gaps.values()),
                },
            }
