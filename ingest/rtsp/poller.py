"""Reads hundreds of sockets by the clock instead of being woken for each packet."""

from __future__ import annotations

import asyncio
import traceback

import structlog

from ingest.errors import CameraUnreachable
from ingest.rtsp.connector import explain
from ingest.rtsp.polled_link import PolledLink
from ingest.rtsp.stream_reader import MAX_HELD_BYTES
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError

SLOT_S = 0.05
SLOTS = 64
"""The ring holds 3.2 s; nothing waits longer for its next reading."""
MANY_LINKS = 100
"""Beyond this two slots are read at one waking: a waking costs about 0.2 ms whatever it does."""
SCRATCH_BYTES = 1024 * 1024
"""The most read from one camera at once. More comes at the next slot: 160 Mbit/s at most."""
COSTLY_S = 0.005
"""A reading that takes longer is of a camera that sends what costs much to read: a megabyte of
plain packets takes 0.6 ms, one of tiny odd packets 400 ms."""
RESTS = 10
"""The camera rests so many times as long as such a reading took: a tenth of a core at most."""

_log = structlog.get_logger(__name__)


class Poller:
    """One task that reads all links, each when its pace says so.

    A woken reader costs about 20 wake-ups a camera and second; reading once or twice a second costs
    a tenth of that, and the kernel's receive buffer holds what comes in between. Each link lies in
    one slot of a ring, that of its next reading.

    Args:
        clock: Its monotonic reading times the readings.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._slots: list[list[PolledLink]] = [[] for _ in range(SLOTS)]
        self._slot = 0
        self._links = 0
        # One buffer for all: a link's bytes are in it only while that link is read.
        self._scratch = bytearray(SCRATCH_BYTES)
        self._task: asyncio.Task[None] | None = None

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

    def add(self, link: PolledLink) -> None:
        """Read a link from now on.

        Args:
            link: Not yet added.
        """
        if len(link.carry) > SCRATCH_BYTES - MAX_HELD_BYTES:
            raise ValueError("more early bytes than the scratch buffer takes")
        link.polled = True
        self._links += 1
        self._slots[(self._slot + 1) % SLOTS].append(link)

    def remove(self, link: PolledLink) -> None:
        """Stop reading a link; one that was never added is no matter."""
        if link.polled:
            # It is passed over, and let go, when its slot comes.
            link.polled = False
            self._links -= 1

    async def _run(self) -> None:
        clock = self._clock
        due_s = clock.monotonic_s()
        while True:
            steps = 2 if self._links > MANY_LINKS else 1
            due_s += steps * SLOT_S
            wait_s = due_s - clock.monotonic_s()
            if wait_s < -SLOT_S * SLOTS:
                # Catching up on more than a turn would read every socket twice for nothing.
                due_s = clock.monotonic_s()
            await asyncio.sleep(max(0.0, wait_s))
            for _ in range(steps):
                self._slot = (self._slot + 1) % SLOTS
                links = self._slots[self._slot]
                if links:
                    self._slots[self._slot] = []
                    self._read(links)

    def _read(self, links: list[PolledLink]) -> None:
        scratch, slots, slot = self._scratch, self._slots, self._slot
        monotonic_s = self._clock.monotonic_s
        with memoryview(scratch) as view:
            for link in links:
                if not link.polled or link.ended.done():
                    continue
                began_s = monotonic_s()
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
                    now_s = monotonic_s()
                    delay_s = link.after_reading(now_s)
                    if count == SCRATCH_BYTES:
                        delay_s = 0.0
                    if now_s - began_s > COSTLY_S:
                        # TCP slows it down, and nobody else.
                        delay_s = max(delay_s, RESTS * (now_s - began_s))
                    # Rounded up: before its time there is nothing to read.
                    steps = int(delay_s / SLOT_S) + 1
                except BlockingIOError:
                    steps = int(link.idle_s / SLOT_S) + 1
                except OSError as error:
                    link.end(CameraUnreachable(link.reader.address, explain(error)))
                    continue
                except SharpEyesError as error:
                    link.end(error)
                    continue
                except Exception as error:  # a defect met by one stream must not stop the others
                    _log.error(
                        "stream_reader_defect",
                        address=link.reader.address,
                        trace=traceback.format_exc(),
                    )
                    link.end(error)
                    continue
                slots[(slot + min(steps, SLOTS - 1)) % SLOTS].append(link)
