"""Switches faults on and off in time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterable

import structlog

from simulators.rtsp_server.faults import Fault
from simulators.trouble.fault_event import FaultEvent
from simulators.trouble.fault_maker import FaultMaker

SetFault = Callable[[str, Fault | None], None]

_log = structlog.get_logger(__name__)


class Timetable:
    """Switches faults on and off in time.

    Args:
        events: What happens; of one camera the later begin replaces the earlier.
        maker: Makes the faults.
        set_fault: Takes a camera id (or ``*``) and a fault or None.
    """

    def __init__(
        self, events: Iterable[FaultEvent], maker: FaultMaker, set_fault: SetFault
    ) -> None:
        self._maker = maker
        self._set_fault = set_fault
        self._current: dict[str, int] = {}
        self._steps: list[tuple[float, int, FaultEvent, bool]] = []
        for number, event in enumerate(events):
            self._steps.append((event.at_s, number, event, True))
            if event.for_s is not None:
                self._steps.append((event.at_s + event.for_s, number, event, False))
        heapq.heapify(self._steps)

    def next_at_s(self) -> float | None:
        """Return when the next thing happens, seconds after the start; None for never."""
        return self._steps[0][0] if self._steps else None

    def advance(self, elapsed_s: float) -> None:
        """Do everything that is due.

        Args:
            elapsed_s: Seconds after the cameras went on air.
        """
        while self._steps and self._steps[0][0] <= elapsed_s:
            _, number, event, begins = heapq.heappop(self._steps)
            if begins:
                self._current[event.camera_id] = number
                self._set_fault(event.camera_id, self._maker.make(event.kind))
            elif self._current.get(event.camera_id) == number:
                self._set_fault(event.camera_id, None)
            else:
                continue
            _log.debug("fault", camera=event.camera_id, kind=event.kind, on=begins)

    async def run(self) -> None:
        """Follow the timetable from now on; returns after its last step."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while (at_s := self.next_at_s()) is not None:
            await asyncio.sleep(max(0.0, at_s - (loop.time() - began_s)))
            self.advance(loop.time() - began_s)
