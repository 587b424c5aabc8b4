"""One connection to one camera, from PLAY to its end: readings, rates, signs of life."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from ingest.errors import CameraUnreachable, NoKeyFrame, NoSignal
from ingest.key_frame import KeyFrame
from ingest.link_figures import LinkFigures
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.capture_clock import CaptureClock
from ingest.rtsp.connector import explain
from ingest.rtsp.late_units import late_assembly, units_of
from ingest.rtsp.packet_tap import PacketTap
from ingest.rtsp.polled_link import PolledLink
from ingest.rtsp.poller import Poller
from ingest.rtsp.reading_pace import ReadingPace
from ingest.rtsp.receive_buffer import grow, longest_period_s, wanted_bytes
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.stream_pump import pump
from ingest.rtsp.stream_reader import StreamReader
from ingest.supply_settings import SupplySettings
from ingest.tapped_unit import TappedUnit
from sharp_eyes.clock import Clock

MAX_TAPPED_S = 600.0
"""No picture in a tap is believed to be older."""


class CameraStream:
    """Key frames of one open session.

    Args:
        camera_id: Of the camera.
        session: Open; closed by its owner.
        clock: For arrival times and limits.
        settings: Limits.
        poller: Reads it, unless it is encrypted.
        on_key_frame: Called with each key frame; ``sequence`` is counted by ``next_sequence``.
        next_sequence: Gives the next number of this camera's key frames.

    Attributes:
        reader: With its counters.
        capture_clock: With the camera's offset.
        bitrate_kbps: Of the last window, or None before the first is over.
        fps: Likewise.
    """

    def __init__(
        self,
        camera_id: str,
        session: RtspSession,
        clock: Clock,
        settings: SupplySettings,
        poller: Poller,
        on_key_frame: Callable[[KeyFrame], None],
        next_sequence: Callable[[], int],
    ) -> None:
        self._camera_id = camera_id
        self._session = session
        self._clock = clock
        self._settings = settings
        self._poller = poller
        self._on_key_frame = on_key_frame
        self._next_sequence = next_sequence
        self.reader = StreamReader(
            str(session.url),
            session.track,
            session.channels,
            self,
            key_only=True,
            assemble=late_assembly(session.track, session.channels),
        )
        self.capture_clock = CaptureClock(session.track.clock_rate_hz)
        self.bitrate_kbps: float | None = None
        self.fps: float | None = None
        self._pace = ReadingPace(
            # Until the bitrate is known, nobody knows how much the receive buffer has to hold.
            session.track.clock_rate_hz,
            settings.poll_period_s,
            min(settings.poll_period_s, self._longest_period_s),
        )
        now_s = clock.monotonic_s()
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._link: PolledLink | None = None
        self._began_s = now_s
        self._keep_alive_due_s = now_s + session.keep_alive_s
        self._last_video_s = now_s
        self._last_video_bytes = 0
        self._last_reading_s = now_s
        self._last_key_s: float | None = None
        # Of a camera that nobody looks at: how often a key frame is wanted, and when the next.
        self._thin_s = 0.0
        self._wanted_again_s = now_s
        # The newest key unit of the reading under way.
        self._unit: AccessUnit | None = None
        self._largest_key_bytes = 0
        # Video bytes and pictures up to the last key frame, its own included.
        self._bytes_at_key = 0
        self._frames_at_key = 0
        self._window = (now_s, 0, 0)

    async def run(self) -> None:
        """Read until the stream ends.

        Raises:
            SharpEyesError: why it ended; it never ends well by itself.
        """
        raw_socket = self._session.connection.raw_socket
        if raw_socket is None:
            await self._run_pumped()
            return
        self._link = PolledLink(
            raw_socket,
            self.reader,
            self._session.take_early_bytes(),
            self._ended,
            self._after_reading,
            self._settings.poll_period_s,
        )
        self._poller.add(self._link)
        try:
            await self._ended
        finally:
            self._poller.remove(self._link)
            self._consume()

    def let_go(self) -> None:
        """Forget the parts that know this stream, which is over and not to be asked again.

        Together they are a circle that only the collector would find, hundreds of streams later,
        each with its buffers; and the reason of the end knows the frames it passed through.
        """
        del self.reader, self._link, self._ended

    async def _run_pumped(self) -> None:
        task = asyncio.create_task(
            pump(
                self._session.connection,
                self.reader,
                self._session.take_early_bytes(),
                lambda: self._after_reading(self._clock.monotonic_s()),
            ),
            name=f"rtsp-pump-{self._camera_id}",
        )
        try:
            done, _ = await asyncio.wait((task, self._ended), return_when=asyncio.FIRST_COMPLETED)
            for finished in done:
                finished.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._consume()

    @property
    def _longest_period_s(self) -> float:
        """Between two readings, whatever the rhythm: silence is to be told from not looking."""
        return min(self._settings.steady_period_s, self._settings.silence_s / 2)

    @property
    def figures(self) -> LinkFigures:
        """What was measured so far."""
        return LinkFigures(
            self.bitrate_kbps,
            self.fps,
            self._pace.interval_s,
            self.capture_clock.offset_s,
            self.reader.lost,
            self.reader.depacketiser.dropped,
        )

    def thin(self, every_s: float) -> None:
        """Hand a key frame on only so often from now on, or, with 0, every one again."""
        self._thin_s = every_s
        if not every_s:
            self._look_again()

    def _look_again(self) -> None:
        if self.reader.passing_over:
            self.reader.passing_over = False
            self._pace.look_again()
            self._frames_at_key = 0

    def tap(self, max_bytes: int) -> None:
        """Keep the last bytes of the stream from now on, or, with 0, no more."""
        self.reader.tap = PacketTap(max_bytes) if max_bytes else None

    def tapped(self) -> list[TappedUnit]:
        """Return the pictures that are kept, from the first key frame among them."""
        tap, reader, track = self.reader.tap, self.reader, self._session.track
        if tap is None:
            return []
        known = replace(track, parameter_sets=reader.depacketiser.parameter_sets.all())
        units = units_of(known, self._session.channels, tap.data(), key_only=False)
        newest = reader.newest_timestamp
        found = []
        for unit in units:
            age_s = self._pace.age_s(unit.rtp_timestamp, newest, MAX_TAPPED_S)
            arrived_at = self._clock.now() - timedelta(seconds=age_s)
            captured_at, source = self.capture_clock.capture_time(unit.rtp_timestamp, arrived_at)
            found.append(TappedUnit(track.codec, unit.key, captured_at, source, unit.data))
        return found

    def _consume(self) -> None:
        """Mark the reason as seen, so that asyncio does not complain about it."""
        if self._ended.done():
            if not self._ended.cancelled():
                self._ended.exception()
        else:
            self._ended.cancel()

    def watch(self, now_s: float) -> None:
        """Look after the stream: silence, keep-alive, rates. Called about once a second."""
        if self._ended.done():
            return
        error = self._trouble(now_s)
        if error is None and now_s >= self._keep_alive_due_s:
            self._keep_alive_due_s = now_s + self._session.keep_alive_s
            try:
                self._session.keep_alive()
            except OSError as broken:
                error = CameraUnreachable(self.reader.address, explain(broken))
        if error is not None:
            self._ended.set_exception(error)
            return
        if now_s - self._window[0] >= self._settings.rate_window_s:
            self._count_rates()

    def _trouble(self, now_s: float) -> Exception | None:
        if self._session.failure is not None:
            return self._session.failure
        video_bytes = self.reader.video_bytes + self.reader.held_bytes
        if video_bytes != self._last_video_bytes:
            self._last_video_bytes = video_bytes
            self._last_video_s = now_s
        elif now_s - self._last_video_s > self._settings.silence_s:
            return NoSignal(self.reader.address, self._settings.silence_s)
        if self._last_key_s is None:
            waited_s, limit_s = now_s - self._began_s, self._settings.key_frame_timeout_s
        else:
            waited_s = now_s - self._last_key_s
            limit_s = max(self._settings.key_frame_gap_s, 4 * (self._pace.interval_s or 0.0))
        return NoKeyFrame(self.reader.address, limit_s) if waited_s > limit_s else None

    def _count_rates(self) -> None:
        began_s, video_bytes, frames = self._window
        # From reading to reading: what lies in the receive buffer is not counted yet.
        ended_s = self._last_reading_s
        if ended_s <= began_s:
            return
        self.bitrate_kbps = (self.reader.video_bytes - video_bytes) / 125 / (ended_s - began_s)
        self.fps = (self.reader.frames - frames) / (ended_s - began_s)
        self._window = (ended_s, self.reader.video_bytes, self.reader.frames)
        raw_socket = self._session.connection.raw_socket
        if raw_socket is None or self._link is None:
            return
        settings, largest = self._settings, self._largest_key_bytes
        longest_s = self._longest_period_s
        wanted = wanted_bytes(largest, self.bitrate_kbps, longest_s)
        granted = grow(raw_socket, wanted)
        if granted < wanted:
            longest_s = longest_period_s(granted, largest, self.bitrate_kbps, longest_s)
        self._pace.steady_period_s = longest_s
        self._pace.period_s = min(settings.poll_period_s, longest_s)

    def on_unit(self, unit: AccessUnit) -> None:
        """Take a key unit from the reader; of several in one reading only the newest counts."""
        self._unit = unit
        self._pace.key_frame_came(unit.rtp_timestamp)

    def _after_reading(self, now_s: float) -> float:
        """Hand on what a reading brought; return how long to wait before the next."""
        reader = self.reader
        unit = self._unit
        if unit is not None:
            self._unit = None
            age_s = self._pace.age_s(
                unit.rtp_timestamp, reader.newest_timestamp, now_s - self._last_reading_s
            )
            self._hand_on(unit, now_s, age_s)
            interval_s = self._pace.interval_s
            if self._thin_s and interval_s is not None:
                reader.passing_over = True
                # A little early, or the frame that is wanted would be the one after.
                self._wanted_again_s = now_s + max(0.0, self._thin_s - interval_s / 2)
        self._last_reading_s = now_s
        if reader.passing_over:
            if now_s < self._wanted_again_s:
                return min(self._pace.steady_period_s, self._wanted_again_s - now_s)
            self._look_again()
        return self._pace.next_in_s(reader.newest_timestamp, coming=reader.coming)

    def _hand_on(self, unit: AccessUnit, now_s: float, age_s: float) -> None:
        arrived_at = self._clock.now() - timedelta(seconds=age_s)
        captured_at, time_source = self.capture_clock.capture_time(unit.rtp_timestamp, arrived_at)
        self._last_key_s = now_s
        self._largest_key_bytes = max(self._largest_key_bytes, unit.size_bytes)
        depacketiser = self.reader.depacketiser
        size = depacketiser.picture_size()
        self._on_key_frame(
            KeyFrame(
                self._camera_id,
                captured_at,
                time_source,
                now_s - age_s,
                self._next_sequence(),
                self._session.track.codec,
                size[0] if size else None,
                size[1] if size else None,
                unit,
                activity_bytes=self._activity(unit.size_bytes),
            )
        )

    def _activity(self, key_bytes: int) -> float | None:
        """Return the mean size of the pictures since the key frame before, this one left out."""
        reader = self.reader
        video_bytes = reader.video_bytes - self._bytes_at_key - key_bytes
        frames = reader.frames - self._frames_at_key - 1
        first = self._frames_at_key == 0
        self._bytes_at_key, self._frames_at_key = reader.video_bytes, reader.frames
        return None if first or frames < 1 else max(0, video_bytes) / frames

    def on_sender_report(self, report: SenderReport) -> None:
        """Take the camera's clock from the reader."""
        self.capture_clock.take_report(report, self._clock.now())

    def on_message(self, message: RtspMessage) -> None:
        """Take an answer or a request from the reader."""
        self._session.take_message(message)
