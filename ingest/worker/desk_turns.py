"""Who may write at the incidents' desk, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from sharp_eyes.alert.incident import IncidentKey


class DeskTurns:
    """One at a time for each key, many keys beside each other, and now and then one alone.

    Hundreds of cameras that have something to tell at once are then recorded in one commit, and
    none waits for another's disk.
    """

    def __init__(self) -> None:
        self._of_key: WeakValueDictionary[IncidentKey, asyncio.Lock] = WeakValueDictionary()
        self._alone = asyncio.Lock()
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @asynccontextmanager
    async def of(self, key: IncidentKey) -> AsyncIterator[None]:
        """Wait for whoever is at the same key, and for who works alone."""
        async with self._alone:
            # Without a wait in between: who asks to be alone now waits for us.
            self._inside += 1
            self._empty.clear()
        try:
            lock = self._of_key.setdefault(key, asyncio.Lock())
            async with lock:
                yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Wait until nobody is at any key, and keep everybody out."""
        async with self._alone:
            await self._empty.wait()
            yield
