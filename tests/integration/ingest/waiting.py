"""Waiting for a condition, with a limit."""

import asyncio
from collections.abc import Callable

LIMIT_S = 20.0


async def until(condition: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.01)
