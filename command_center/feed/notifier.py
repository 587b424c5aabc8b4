"""Wakes those who wait for something new."""

from __future__ import annotations

import asyncio


class Notifier:
    """A counter that can be waited on.

    Whoever waits says which count it has seen, so that a wake between looking and waiting is
    never missed.
    """

    def __init__(self) -> None:
        self.count = 0
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Wake all who wait."""
        self.count += 1
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()

    async def wait(self, seen: int, timeout_s: float) -> None:
        """Return once the count is not ``seen`` any more, or after ``timeout_s`` at the latest."""
        if self.count != seen:
            return
        try:
            await asyncio.wait_for(self._woken.wait(), timeout_s)
        except TimeoutError:
            return
