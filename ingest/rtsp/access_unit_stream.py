"""Every access unit of one stream as it comes: for live viewing."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from types import TracebackType

from ingest.errors import NoSignal
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.capture_clock import CaptureClock
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.stream_pump import pump
from ingest.rtsp.stream_reader import StreamReader
from sharp_eyes.clock import Clock

MAX_QUEUED_BYTES = 16 * 1024 * 1024
MAX_QUEUED_UNITS = 256
SILENCE_S = 5.0


class AccessUnitStream:
    """Async context manager and iterator over the access units of an unopened session.

    Entering opens the session; the iteration ends by an error when the stream does. Units that
    the consumer has no time for are dropped up to the next key frame, and counted.

    Args:
        session: Not yet open; closed at the end.
        clock: For the camera's offset.
        silence_s: Without a unit for this long the iteration fails with ``NoSignal``.

    Attributes:
        dropped: Units dropped because the consumer was too slow.
        capture_clock: Maps the units' timestamps to UTC.
    """

    def __init__(self, session: RtspSession, clock: Clock, *, silence_s: float = SILENCE_S) -> None:
        self._session = session
        self._clock = clock
        self._silence_s = silence_s
        self._units: deque[AccessUnit] = deque()
        self._queued_bytes = 0
        self._wait_for_key = False
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.dropped = 0
        self.capture_clock: CaptureClock

    async def __aenter__(self) -> AccessUnitStream:
        """Open the session; raises what ``RtspSession.open`` raises."""
        await self._session.open()
        session = self._session
        self.capture_clock = CaptureClock(session.track.clock_rate_hz)
        reader = StreamReader(
            str(session.url), session.track, session.channels, self, key_only=False
        )
        self._tasks = [
            asyncio.create_task(
                pump(session.connection, reader, session.take_early_bytes()),
                name="rtsp-live-pump",
            ),
            asyncio.create_task(self._keep_alive(), name="rtsp-live-keep-alive"),
        ]
        for task in self._tasks:
            task.add_done_callback(lambda _: self._news.set())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the session and its tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.leave()

    def __aiter__(self) -> AccessUnitStream:
        """Iterate over the units, in decoding order."""
        return self

    async def __anext__(self) -> AccessUnit:
        """Return the next unit.

        Raises:
            SharpEyesError: why the stream ended.
        """
        while not self._units:
            for task in self._tasks:
                if task.done():
                    task.result()
            self._news.clear()
            try:
                async with asyncio.timeout(self._silence_s):
                    await self._news.wait()
            except TimeoutError as error:
                raise NoSignal(str(self._session.url), self._silence_s) from error
        unit = self._units.popleft()
        self._queued_bytes -= len(unit.data)
        return unit

    async def _keep_alive(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._session.keep_alive_s):
                    await self._over.wait()
            if self._session.failure is not None:
                raise self._session.failure
            self._session.keep_alive()

    def on_unit(self, unit: AccessUnit) -> None:
        """Queue a unit, within limits."""
        if self._wait_for_key and not unit.key:
            self.dropped += 1
            return
        self._wait_for_key = False
        if (
            len(self._units) >= MAX_QUEUED_UNITS
            or self._queued_bytes + len(unit.data) > MAX_QUEUED_BYTES
        ):
            # What is queued is old, and the rest of its group of pictures is of no use without it.
            self.dropped += len(self._units)
            self._units.clear()
            self._queued_bytes = 0
            if not unit.key:
                self._wait_for_key = True
                self.dropped += 1
                return
        self._units.append(unit)
        self._queued_bytes += len(unit.data)
        self._news.set()

    def on_sender_report(self, report: SenderReport) -> None:
        """Take the camera's clock."""
        self.capture_clock.take_report(report, self._clock.now())

    def on_message(self, message: RtspMessage) -> None:
        """Give an answer or a request to the session."""
        self._session.take_message(message)
        if self._session.failure is not None:
            self._over.set()
