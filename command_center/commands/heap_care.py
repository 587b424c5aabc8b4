"""Keeps the garbage collector from walking through a county's registry."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

LOOK_S = 1.0
COLLECT_S = 600.0

_YOUNG, _MIDDLE = 700, 10
_OLD = 1_000_000
"""The first two are Python's own; a full collection comes only when it is asked for."""


class HeapCare:
    """Collects when it costs little.

    18,000 cameras are more than a million objects, none of which is garbage: a full collection
    walks through them all while nobody else runs, for 150 to 600 ms. So whatever is there once a
    registry has been loaded is left out from then on (``gc.freeze``). It is freed all the same when
    a newer one takes its place: it holds no cycles.

    Args:
        registry: Gives the registry in memory, by which is known that there is a newer one.
    """

    def __init__(self, registry: Callable[[], object]) -> None:
        self._registry = registry
        self._known: object = None

    def begin(self) -> None:
        """Collect once, and leave out what is left."""
        gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
        gc.collect()
        self.look()

    def look(self) -> None:
        """Leave out what is there if there is a newer registry."""
        newest = self._registry()
        if newest is not self._known:
            self._known = newest
            gc.freeze()

    async def run(self) -> None:
        """Look until cancelled, and collect now and then what is left out by nobody."""
        while True:
            for _ in range(round(COLLECT_S / LOOK_S)):
                await asyncio.sleep(LOOK_S)
                self.look()
            gc.collect()
