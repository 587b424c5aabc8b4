"""Many periodic deadlines on one timer."""

from __future__ import annotations

import asyncio
import math
from typing import Protocol


class Due(Protocol):
    """What the wheel calls."""

    def due(self, now_s: float) -> float | None:
        """Do what is due.

        Args:
            now_s: The loop's time.

        Returns:
            When to be called again, in the loop's time, or None to leave the wheel.
        """
        ...


class TimerWheel:
    """A hashed timer wheel: a call costs O(1), one wake-up serves all that is due in a tick.

    A heap of ``call_at`` handles would cost a comparison chain and a handle object per frame;
    with thousands of frames a second that is most of the server's time.

    Args:
        tick_s: Resolution; a deadline fires at the first tick at or after it.
        slots: Slots of the wheel. A deadline further away than ``slots × tick_s`` is kept in its
            slot and passed over until its turn comes.
    """

    def __init__(self, tick_s: float = 0.004, slots: int = 512) -> None:
        self._tick_s = tick_s
        self._slots: list[list[tuple[int, Due]]] = [[] for _ in range(slots)]
        self._handle: asyncio.TimerHandle | None = None
        self._tick = 0
        self._count = 0

    def add(self, entry: Due, at_s: float) -> None:
        """Put an entry on the wheel.

        Args:
            entry: What to call.
            at_s: When, in the running loop's time; the past means the next tick.
        """
        if self._handle is None:
            loop = asyncio.get_running_loop()
            self._tick = int(loop.time() / self._tick_s)
            self._arm(loop)
        self._place(entry, at_s)

    def close(self) -> None:
        """Forget everything and stop the timer."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        for slot in self._slots:
            slot.clear()
        self._count = 0

    def _place(self, entry: Due, at_s: float) -> None:
        tick = max(self._tick + 1, math.ceil(at_s / self._tick_s))
        self._slots[tick % len(self._slots)].append((tick, entry))
        self._count += 1

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        self._handle = loop.call_at((self._tick + 1) * self._tick_s, self._turn, loop)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        last = int(now / self._tick_s)
        size = len(self._slots)
        # After a stall longer than one turn each slot is still visited only once.
        for tick in range(max(self._tick + 1, last - size + 1), last + 1):
            slot = self._slots[tick % size]
            if not slot:
                continue
            self._slots[tick % size] = []
            for due_tick, entry in slot:
                self._count -= 1
                if due_tick > last:
                    self._slots[due_tick % size].append((due_tick, entry))
                    self._count += 1
                    continue
                again = entry.due(now)
                if again is not None:
                    self._tick = tick
                    self._place(entry, again)
        self._tick = last
        if self._count:
            self._arm(loop)
        else:
            self._handle = None
