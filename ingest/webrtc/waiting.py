"""Waiting for several things of several types."""

from __future__ import annotations

import asyncio
from typing import Any


async def first_of(*futures: asyncio.Future[Any], timeout_s: float | None = None) -> None:
    """Wait until one of them is done, or the limit is over; none is cancelled.

    Args:
        futures: Futures or tasks.
        timeout_s: The limit; None for none.
    """
    await asyncio.wait(futures, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
