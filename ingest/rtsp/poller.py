"""Reads hundreds of sockets on a timer wheel instead of being woken for each packet."""

from __future__ import annotations

import asyncio
import traceback

import structlog

from ingest.errors import CameraUnreachable
from ingest.rtsp.connector import explain
from ingest.rtsp.polled_link import PolledLink
from ingest.rtsp.stream_reader import MAX_HELD_BYTES
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

SLOT_S = 0.025
SLOTS = 20
"""The wheel turns once in 0.5 s."""
STRIDES = (2, 4, 5, 10, 20)
"""Readings may lie 0.05, 0.1, 0.125, 0.25 or 0.5 s apart: what divides the wheel evenly."""
SCRATCH_BYTES = 1024 * 1024
"""The most read from one camera at once; at 0.25 s this holds a flood to 32 Mbit/s."""

_log = structlog.get_logger(__name__)


def stride_for(period_s: float) -> int:
    """Return the longest stride in slots that is not over a period, at least the shortest."""
    slots = period_s / SLOT_S + 1e-9
    return max((stride for stride in STRIDES if stride <= slots), default=STRIDES[0])


class Poller:
    """One task that reads all links, each every so often, spread evenly over the wheel.

    A woken reader costs about 20 wake-ups a camera and second; reading 2 to 4 times a second costs
    a tenth of that, and the kernel's receive buffer holds what comes in between.

    Attributes:
        late_slots: Slots left out because the loop was busy for longer than a turn of the wheel.
    """

    def __init__(self) -> None:
        self._slots: list[list[PolledLink]] = [[] for _ in range(SLOTS)]
        # One buffer for all: a link's bytes are in it only while that link is read.
        self._scratch = bytearray(SCRATCH_BYTES)
        self._task: asyncio.Task[None] | None = None
        self.late_slots = 0

    def start(self) -> None:
        """Start reading; needs a running loop."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="rtsp-poller")

    async def close(self) -> None:
        """Stop reading; the links stay their owners'."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def add(self, link: PolledLink, period_s: float) -> None:
        """Read a link from now on.

        Args:
            link: Not yet added.
            period_s: At most this long between two readings (rounded down to a stride).
        """
        if len(link.carry) > SCRATCH_BYTES - MAX_HELD_BYTES:
            raise ValueError("more early bytes than the scratch buffer takes")
        link.stride = stride_for(period_s)
        link.offset = min(range(link.stride), key=lambda slot: len(self._slots[slot]))
        for slot in range(link.offset, SLOTS, link.stride):
            self._slots[slot].append(link)

    def remove(self, link: PolledLink) -> None:
        """Stop reading a link; one that was never added is no matter."""
        if link.offset < 0:
            return
        for slot in range(link.offset, SLOTS, link.stride):
            # A new list, since this may be called while the old one is being read.
            self._slots[slot] = [other for other in self._slots[slot] if other is not link]
        link.offset = -1

    def change_period(self, link: PolledLink, period_s: float) -> None:
        """Read a link more or less often."""
        if link.offset >= 0 and stride_for(period_s) != link.stride:
            self.remove(link)
            self.add(link, period_s)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        slot = 0
        due = loop.time()
        while True:
            links = self._slots[slot]
            if links:
                self._read(links)
            slot = (slot + 1) % SLOTS
            due += SLOT_S
            wait_s = due - loop.time()
            if wait_s < -SLOT_S * SLOTS:
                # Catching up on more than a turn would read every socket twice for nothing.
                self.late_slots += int(-wait_s / SLOT_S)
                due = loop.time()
            await asyncio.sleep(max(0.0, wait_s))

    def _read(self, links: list[PolledLink]) -> None:
        scratch = self._scratch
        with memoryview(scratch) as view:
            for link in links:
                if link.ended.done():
                    continue
                carry = link.carry
                held = len(carry)
                try:
                    if held:
                        scratch[:held] = carry
                        count = held + link.receive_into(view[held:])
                    else:
                        count = link.receive_into(view)
                    if count == held:
                        reason = Bilingual(zh="对方关闭了连接", en="it closed the connection")
                        link.end(CameraUnreachable(link.reader.address, reason))
                        continue
                    taken = link.reader.feed(scratch, count)
                    link.carry = bytes(view[taken:count]) if taken < count else b""
                except BlockingIOError:
                    continue
                except OSError as error:
                    link.end(CameraUnreachable(link.reader.address, explain(error)))
                except SharpEyesError as error:
                    link.end(error)
                except Exception as error:  # a defect met by one stream must not stop the others
                    _log.error(
                        "stream_reader_defect",
                        address=link.reader.address,
                        trace=traceback.format_exc(),
                    )
                    link.end(error)
