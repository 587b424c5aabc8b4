"""The one timer behind all cameras of a server."""

from __future__ import annotations

import asyncio
import math
from fractions import Fraction

from simulators.rtsp_server.turntable import Record, Turntable

TICK_S = 0.004


class Air:
    """Turns one turntable per frame rate, by one timer that fires only when something is due.

    Args:
        tick_s: Resolution; what is due fires at the first tick at or after its time.
    """

    def __init__(self, tick_s: float = TICK_S) -> None:
        self._tick_s = tick_s
        self._tables: dict[Fraction, Turntable] = {}
        self._handle: asyncio.TimerHandle | None = None
        self._worst_lag_s = 0.0

    def take_worst_lag_s(self) -> float:
        """Return how late a frame left at most since the last call, seconds.

        A tick is usual; more means that the process did not get the processor in time.
        """
        worst_s, self._worst_lag_s = self._worst_lag_s, 0.0
        return worst_s

    def put(self, record: Record, fps: Fraction) -> None:
        """Put something on air that is due once per frame period."""
        loop = asyncio.get_running_loop()
        table = self._tables.get(fps)
        if table is None:
            table = self._tables[fps] = Turntable(fps)
        table.put(record, loop.time())
        if self._handle is None:
            self._arm(loop)
        elif table.next_due_s() < self._handle.when() - self._tick_s:
            self._handle.cancel()
            self._arm(loop)

    def close(self) -> None:
        """Forget everything and stop the timer."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._tables.clear()

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        due_s = min((table.next_due_s() for table in self._tables.values() if table), default=None)
        if due_s is None:
            self._handle = None
            return
        self._handle = loop.call_at(
            math.ceil(due_s / self._tick_s) * self._tick_s, self._turn, loop
        )

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        # The loop rounds its timers to its clock's resolution and may fire a moment early.
        now_s = loop.time() + 1e-4
        try:
            for table in self._tables.values():
                if table:
                    self._worst_lag_s = max(self._worst_lag_s, now_s - table.next_due_s())
                    table.turn(now_s)
        finally:
            self._arm(loop)
