"""A camera read by a child process: the link of last resort."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import av
import numpy as np

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.child.address import ChildAddress
from ingest.child.child_process import ChildProcess
from ingest.child.child_settings import ChildSettings
from ingest.child.child_slots import ChildSlots
from ingest.child.errors import ChildDied, TooManyChildren
from ingest.child.failures import error_of
from ingest.child.messages import Failure, Figures, Message, Nonsense, Opened, Picture
from ingest.child.request import ChildRequest
from ingest.errors import CameraUnreachable, NoKeyFrame, NoSignal, TooSlow
from ingest.key_frame import KeyFrame
from ingest.link_figures import LinkFigures
from ingest.rtsp.capture_clock import TRUSTED_OFFSET_S
from ingest.rtsp.connector import explain
from ingest.source_kind import SourceKind
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError

_FLOOD_PER_S = 8
"""More pictures than this in a second come from no child of ours."""
_AVCOL_RANGE = {False: 1, True: 2}
"""MPEG and JPEG of FFmpeg's libavutil/pixfmt.h."""


class ChildLink:
    """One child process with one camera.

    Args:
        source: The camera.
        host: Takes its pictures.
        settings: Limits.
        clock: For times and limits.
        slots: Places for children.
        address: Makes the address that the child is given.
    """

    kind = SourceKind.CHILD

    def __init__(
        self,
        source: CameraSource,
        host: LinkHost,
        settings: ChildSettings,
        clock: Clock,
        slots: ChildSlots,
        address: ChildAddress,
    ) -> None:
        self._source = source
        self._host = host
        self._settings = settings
        self._clock = clock
        self._slots = slots
        self._address = address
        self._child: ChildProcess | None = None
        self._placed = False
        self._figures = LinkFigures()
        self._fault: asyncio.Future[None] | None = None
        self._opened_s = 0.0
        self._heard_s = 0.0
        self._pictured_s: float | None = None
        self._second = (0.0, 0)
        self._window: tuple[float, Figures] | None = None
        self._transport: str | None = None

    @property
    def figures(self) -> LinkFigures:
        """What it measured so far."""
        return self._figures

    @property
    def transport(self) -> str | None:
        """``tcp`` or ``udp``, once it is open."""
        return self._transport

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return None if self._child is None else self._child.pid

    async def open(self) -> None:
        """Start the child, and wait until it has the stream.

        Raises:
            SharpEyesError: it cannot be opened; ``TooManyChildren`` where no place is free.
        """
        url = self._address.for_child(self._source)
        if not self._slots.take():
            raise TooManyChildren(self._address.shown(self._source), self._slots.limit)
        self._placed = True
        settings = self._settings
        # FFmpeg keeps its limits by itself; this is for a child that hangs.
        limit_s = settings.open_timeout_s * len(settings.transports) + 5.0
        try:
            async with asyncio.timeout(limit_s):
                self._child = await ChildProcess.start(self._request(url), settings, os.environ)
                first = await self._hear()
        except TimeoutError:
            await self.close()
            what = Bilingual("打开视频流", "stream")
            raise TooSlow(self._address.shown(self._source), what, limit_s) from None
        except OSError as error:
            await self.close()
            shown = self._address.shown(self._source)
            raise CameraUnreachable(shown, explain(error)) from error
        except BaseException:
            await self.close()
            raise
        if not isinstance(first, Opened):
            await self.close()
            raise self._nonsense("it did not begin with the opening")
        self._note_opened(first)

    def _note_opened(self, opened: Opened) -> None:
        self._transport = opened.transport
        self._heard_s = self._clock.monotonic_s()
        self._opened_s = self._opened_s or self._heard_s

    def _request(self, url: str) -> ChildRequest:
        settings = self._settings
        return ChildRequest(
            url=url,
            transports=settings.transports,
            parent_pid=os.getpid(),
            open_timeout_s=settings.open_timeout_s,
            read_timeout_s=settings.read_timeout_s,
            key_wait_s=settings.key_wait_s,
            min_interval_s=settings.min_interval_s,
            max_pixels=settings.max_pixels,
            memory_bytes=settings.memory_bytes,
            nice=settings.nice,
            user_agent=settings.user_agent,
            ca_file=self._address.ca_file,
        )

    async def run(self) -> None:
        """Hand pictures on until the child ends.

        Raises:
            SharpEyesError: why it ended; it never ends well by itself.
        """
        self._fault = asyncio.get_running_loop().create_future()
        listening = asyncio.create_task(self._listen(), name=f"child-{self._source.id}")
        try:
            done, _ = await asyncio.wait(
                (listening, self._fault), return_when=asyncio.FIRST_COMPLETED
            )
            for finished in done:
                finished.result()
        finally:
            listening.cancel()
            self._fault.cancel()
            await asyncio.gather(listening, self._fault, return_exceptions=True)
            self._fault = None

    async def _listen(self) -> None:
        while True:
            self._take(await self._hear())

    async def _hear(self) -> Message:
        """Wait for a message; whatever else the child does is an error of ours."""
        child = self._child
        if child is None:
            raise RuntimeError("there is no child to listen to")
        try:
            message = await child.next_message()
        except Nonsense as error:
            child.kill()
            raise self._nonsense(str(error)) from error
        except EOFError as error:
            raise self._died(await child.exit_code()) from error
        if isinstance(message, Failure):
            raise error_of(message, self._address.shown(self._source), self._settings)
        return message

    def _take(self, message: Message) -> None:
        self._heard_s = self._clock.monotonic_s()
        if isinstance(message, Picture):
            self._take_picture(message)
        elif isinstance(message, Figures):
            self._take_figures(message)
        elif isinstance(message, Opened):
            self._note_opened(message)  # the second transport, after the first stayed silent

    def _take_picture(self, message: Picture) -> None:
        now_s, now = self._heard_s, self._clock.now()
        second, count = self._second
        self._second = (now_s, 1) if now_s - second >= 1.0 else (second, count + 1)
        if self._second[1] > _FLOOD_PER_S:
            raise self._nonsense("it floods us with pictures")
        self._pictured_s = now_s
        arrived_at = now - timedelta(seconds=message.age_s)
        captured_at, time_source = self._capture_time(message.wall_clock_us, arrived_at)
        self._host.take(
            KeyFrame(
                camera_id=self._source.id,
                captured_at=captured_at,
                time_source=time_source,
                arrived_monotonic_s=now_s - message.age_s,
                sequence=self._host.next_sequence(),
                codec=message.codec,
                width=message.width,
                height=message.height,
                data=b"",
                picture=_frame(message),
            )
        )

    def _capture_time(
        self, wall_clock_us: int, arrived_at: datetime
    ) -> tuple[datetime, TimeSource]:
        """The same rule as ``CaptureClock``'s (C9)."""
        if wall_clock_us <= 0:
            return arrived_at, TimeSource.ARRIVAL
        offset_s = wall_clock_us / 1e6 - arrived_at.timestamp()
        self._figures = replace(self._figures, offset_s=offset_s)
        if abs(offset_s) > TRUSTED_OFFSET_S:
            return arrived_at, TimeSource.ARRIVAL
        said_at = datetime.fromtimestamp(wall_clock_us / 1e6, UTC)
        return said_at, TimeSource.SENDER_REPORT

    def _take_figures(self, message: Figures) -> None:
        now_s = self._heard_s
        if message.key_interval_s > 0:
            self._figures = replace(self._figures, key_interval_s=message.key_interval_s)
        if self._window is None:
            self._window = (now_s, message)
            return
        began_s, first = self._window
        passed_s = now_s - began_s
        if passed_s < self._settings.rate_window_s:
            return
        self._window = (now_s, message)
        self._figures = replace(
            self._figures,
            bitrate_kbps=max(0, message.video_bytes - first.video_bytes) / 125 / passed_s,
            fps=max(0, message.pictures - first.pictures) / passed_s,
        )

    def watch(self, now_s: float) -> None:
        """Look for silence; makes ``run`` raise, upon which ``close`` kills the child.

        Args:
            now_s: Our monotonic clock.
        """
        fault = self._fault
        if fault is None or fault.done():
            return
        shown = self._address.shown(self._source)
        settings = self._settings
        since_picture_s = now_s - (self._pictured_s or self._opened_s)
        if now_s - self._heard_s > settings.silence_s:
            fault.set_exception(NoSignal(shown, settings.silence_s))
        elif since_picture_s > settings.picture_timeout_s:
            fault.set_exception(NoKeyFrame(shown, settings.picture_timeout_s))

    async def close(self) -> None:
        """End the child and leave its place."""
        child, self._child = self._child, None
        try:
            if child is not None:
                await child.end(self._settings.end_within_s)
        finally:
            if self._placed:
                self._placed = False
                self._slots.give_back()

    def _nonsense(self, what: str) -> SharpEyesError:
        how = Bilingual("它发来的数据不合约定，已被终止", f"it was killed, for it sent: {what}")
        return ChildDied(self._address.shown(self._source), how, camera=self._source.id)

    def _died(self, code: int | None) -> SharpEyesError:
        if code is None:
            how = Bilingual("它关闭了管道", "it closed its pipe")
        elif code < 0:
            how = Bilingual(f"信号 {-code}", f"by signal {-code}")
        else:
            how = Bilingual(f"退出码 {code}", f"with status {code}")
        return ChildDied(self._address.shown(self._source), how, camera=self._source.id)


def _frame(message: Picture) -> av.VideoFrame:
    lines = np.frombuffer(message.planes, dtype=np.uint8).reshape(-1, message.width)
    frame = av.VideoFrame.from_ndarray(lines, format="yuv420p")
    frame.color_range = _AVCOL_RANGE[message.full_range]
    return frame
