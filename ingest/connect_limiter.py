"""Holds down how many cameras connect at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

SLOW_AFTER_S = 0.25


class ConnectLimiter:
    """Lets so many connect at once, without letting the dead hold up the living.

    A handshake takes a millisecond of work; what takes long is waiting, which costs nothing. So a
    camera that has not answered within ``SLOW_AFTER_S`` gives its place on and goes on waiting
    without one: a hundred unplugged cameras do not delay the others.

    Args:
        places: How many at once.
    """

    def __init__(self, places: int) -> None:
        self._places = asyncio.Semaphore(places)

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await ``work`` when there is a place."""
        try:
            await self._places.acquire()
        except BaseException:
            work.close()
            raise
        held = True

        def give_on() -> None:
            nonlocal held
            if held:
                held = False
                self._places.release()

        timer = asyncio.get_running_loop().call_later(SLOW_AFTER_S, give_on)
        try:
            return await work
        finally:
            timer.cancel()
            give_on()
