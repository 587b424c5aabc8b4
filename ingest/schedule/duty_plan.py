"""Chooses the cameras that are connected to for each look instead of being held open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ingest.schedule.promise import Promise
from sharp_eyes.clock import Clock

SHORTEST_INTERVAL_S = 30.0
"""From this interval on: a sample by a connection of its own costs 7.5 ms, a held connection as
much in 20 to 35 s (measured). And the network carries a hundredth."""

LINGER_S = 60.0
"""A camera that somebody watched is held so much longer, so that looking again costs nothing."""


class DutyPlan:
    """Knows how often each camera is looked at, and who is watched live.

    A camera whose every promise is ``SHORTEST_INTERVAL_S`` or longer is fetched, unless somebody
    watches it, or did a moment ago. A camera with no promise is held: nothing would ask for it.

    Args:
        clock: Ends watching.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._slow: frozenset[str] = frozenset()
        self._promised: frozenset[str] = frozenset()
        self._watched_until_s: dict[str, float] = {}

    def set_promises(self, promises: Iterable[Promise]) -> None:
        """Replace what is promised."""
        tightest_s: dict[str, float] = {}
        for promise in promises:
            camera_id = promise.look.camera_id
            known_s = tightest_s.get(camera_id, promise.interval_s)
            tightest_s[camera_id] = min(known_s, promise.interval_s)
        self._promised = frozenset(tightest_s)
        self._slow = frozenset(
            camera_id
            for camera_id, interval_s in tightest_s.items()
            if interval_s >= SHORTEST_INTERVAL_S
        )

    def watch(self, camera_ids: Collection[str], seconds: float) -> None:
        """Note who is watched from now on, instead of those before.

        Args:
            camera_ids: All cameras that are watched.
            seconds: For how long, unless it is said again.
        """
        now_s = self._clock.monotonic_s()
        until_s = now_s + max(0.0, seconds) + LINGER_S
        kept: Mapping[str, float] = {
            camera_id: min(known_s, now_s + LINGER_S)
            for camera_id, known_s in self._watched_until_s.items()
            if known_s > now_s
        }
        self._watched_until_s = {**kept, **dict.fromkeys(camera_ids, until_s)}

    def fetched(self) -> frozenset[str]:
        """Return the cameras that are not held at the moment."""
        return self._slow - self._watched()

    def looked_at(self) -> frozenset[str]:
        """Return the cameras of which every frame may be wanted at the moment."""
        return self._promised | self._watched()

    def _watched(self) -> set[str]:
        now_s = self._clock.monotonic_s()
        return {one for one, until_s in self._watched_until_s.items() if until_s > now_s}
