"""One page that looks at stills."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from command_center.stills.still import Still


class StillsViewer:
    """What one page asked for and has not been sent yet.

    At most one still per camera waits: a slow page loses older ones, never the newest.
    """

    def __init__(self) -> None:
        self.every_s = 1.0
        self._wanted: frozenset[str] = frozenset()
        self._waiting: dict[str, Still] = {}
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
        return fresh

    def offer(self, still: Still) -> None:
        """Put a still in line, in the place of an older one of the same camera."""
        if still.camera in self._wanted:
            self._waiting[still.camera] = still
            self._something.set()

    async def next(self) -> Still:
        """Wait for the still that has waited longest."""
        while not self._waiting:
            self._something.clear()
            await self._something.wait()
        return self._waiting.pop(next(iter(self._waiting)))
