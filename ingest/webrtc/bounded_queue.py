"""A queue of datagrams that forgets rather than grows."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


class BoundedQueue(asyncio.Queue[T]):
    """Takes the place of the ICE library's queue, which has no bound and takes anybody's packets.

    Args:
        limit: Above it a new item is dropped; None, by which the library wakes its reader, is not.

    Attributes:
        dropped: How many were.
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.dropped = 0

    def put_nowait(self, item: T) -> None:
        """Add an item, or drop it."""
        if item is not None and self.qsize() >= self._limit:
            self.dropped += 1
            return
        super().put_nowait(item)
