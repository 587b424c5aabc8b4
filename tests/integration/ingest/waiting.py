"""Waiting for a condition, with a limit."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

LIMIT_S = 40.0

Found = TypeVar("Found")


async def until(condition: Callable[[], Found], limit_s: float = LIMIT_S) -> Found:
    """Wait until a condition holds and return what it gave."""
    async with asyncio.timeout(limit_s):
        while not (found := condition()):
            await asyncio.sleep(0.01)
    return found
