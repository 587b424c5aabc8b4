"""One page that looks at stills."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from command_center.stills.still import Still

UNANSWERED = timedelta(seconds=15)
"""A page that has not answered a still for this long never will; the camera goes on without it."""


class StillsViewer:
    """What one page asked for and has not been sent yet.

    At most one still per camera waits, and at most one is on its way: the next goes when the page
    has said that it took the last. Otherwise a slow page would show what has stood for many seconds
    in the buffers between us. It loses older stills, never the newest.
    """

    def __init__(self) -> None:
        self.every_s = 1.0
        self._wanted: frozenset[str] = frozenset()
        self._waiting: dict[str, Still] = {}
        self._on_its_way: dict[str, Still] = {}
        self._something = asyncio.Event()

    @property
    def wanted(self) -> frozenset[str]:
        """Ids of the cameras it looks at."""
        return self._wanted

    def ask(self, cameras: Iterable[str], every_s: float) -> frozenset[str]:
        """Replace what it looks at.

        Returns:
            The cameras that are new.
        """
        wanted = frozenset(cameras)
        fresh = wanted - self._wanted
        self._wanted, self.every_s = wanted, every_s
        for camera in set(self._waiting) - wanted:
            del self._waiting[camera]
        for camera in set(self._on_its_way) - wanted:
            del self._on_its_way[camera]
        return fresh

    def offer(self, still: Still) -> None:
        """Put a still in line, in the place of an older one of the same camera."""
        if still.camera not in self._wanted:
            return
        sent = self._on_its_way.get(still.camera)
        if sent is not None and still.captured_at - sent.captured_at > UNANSWERED:
            del self._on_its_way[still.camera]
        self._waiting[still.camera] = still
        self._something.set()

    def forget(self) -> None:
        """Let go of what waits."""
        self._waiting.clear()

    def taken(self, camera: str, sequence: int) -> None:
        """Hear that the page took a still; an answer to an older one changes nothing."""
        sent = self._on_its_way.get(camera)
        if sent is not None and sent.sequence == sequence:
            del self._on_its_way[camera]
            self._something.set()

    async def next(self) -> Still:
        """Wait for the still that has waited longest among those that may go."""
        while True:
            for camera in self._waiting:
                if camera not in self._on_its_way:
                    still = self._waiting.pop(camera)
                    self._on_its_way[camera] = still
                    return still
            self._something.clear()
            await self._something.wait()
