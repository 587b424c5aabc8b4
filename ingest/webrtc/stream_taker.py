"""What both WebRTC links do with a stream: times, figures, signs of life."""

from __future__ import annotations

from ingest.camera_link import LinkHost
from ingest.errors import NoSignal
from ingest.key_frame import KeyFrame
from ingest.link_figures import LinkFigures
from ingest.rtsp.capture_clock import CaptureClock
from ingest.rtsp.sender_report import SenderReport
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.errors import NoWebRtcKeyFrame, TooMuchVideo
from ingest.webrtc.stream_counters import StreamCounters
from ingest.webrtc.webrtc_settings import WebRtcSettings
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError

CLOCK_RATE_HZ = 90_000
"""Of all video in WebRTC (RFC 6184 §8.1, RFC 7741 §6.1)."""


class StreamTaker:
    """Hands one stream's key frames on; a ``MediaSink``.

    Args:
        camera_id: Of the camera.
        address: For messages.
        clock: For arrival times.
        settings: Limits.
        host: Takes frames.
    """

    def __init__(
        self, camera_id: str, address: str, clock: Clock, settings: WebRtcSettings, host: LinkHost
    ) -> None:
        self._camera_id = camera_id
        self._address = address
        self._clock = clock
        self._settings = settings
        self._host = host
        self._capture_clock = CaptureClock(CLOCK_RATE_HZ)
        self._counters: StreamCounters | None = None
        self._began_s = 0.0
        self._seen = (0.0, 0)
        self._key_s: float | None = None
        self._key_at = (0, 0)
        self._key_interval_s: float | None = None
        self._window = (0.0, 0, 0)
        self._rates: tuple[float, float] | None = None

    def begin(self, counters: StreamCounters) -> None:
        """The stream stands; limits run from here."""
        now_s = self._clock.monotonic_s()
        self._counters = counters
        self._began_s = now_s
        self._seen = (now_s, counters.video_bytes)
        self._window = (now_s, counters.video_bytes, counters.frames)
        self._key_at = (counters.video_bytes, counters.frames)

    def on_key_frame(self, frame: EncodedKeyFrame) -> None:
        """Hand a key frame on, with its time."""
        now_s, arrived_at = self._clock.monotonic_s(), self._clock.now()
        captured_at, source = self._capture_clock.capture_time(frame.rtp_timestamp, arrived_at)
        if self._key_s is not None:
            self._key_interval_s = now_s - self._key_s
        self._key_s = now_s
        self._host.take(
            KeyFrame(
                camera_id=self._camera_id,
                captured_at=captured_at,
                time_source=source,
                arrived_monotonic_s=now_s,
                sequence=self._host.next_sequence(),
                codec=frame.codec,
                width=frame.width,
                height=frame.height,
                data=frame.data,
                activity_bytes=self._activity(len(frame.data)),
            )
        )

    def on_sender_report(self, report: SenderReport) -> None:
        """Take the sender's clock (contract C9)."""
        self._capture_clock.take_report(report, self._clock.now())

    def trouble(self, now_s: float) -> SharpEyesError | None:
        """Look at the stream, about once a second.

        Returns:
            Why it must end, or None.
        """
        counters = self._counters
        if counters is None:
            return None
        if counters.video_bytes != self._seen[1]:
            self._seen = (now_s, counters.video_bytes)
        elif now_s - self._seen[0] > self._settings.silence_s:
            return NoSignal(self._address, self._settings.silence_s)
        waited_s = now_s - (self._began_s if self._key_s is None else self._key_s)
        limit_s = max(self._settings.key_frame_timeout_s, 4 * (self._key_interval_s or 0.0))
        if waited_s > limit_s:
            return NoWebRtcKeyFrame(self._address, limit_s)
        began_s, video_bytes, frames = self._window
        passed_s = now_s - began_s
        if passed_s >= self._settings.rate_window_s:
            self._rates = (
                (counters.video_bytes - video_bytes) / 125 / passed_s,
                (counters.frames - frames) / passed_s,
            )
            self._window = (now_s, counters.video_bytes, counters.frames)
            if self._rates[0] > self._settings.flood_kbps:
                return TooMuchVideo(self._address, self._rates[0], self._settings.flood_kbps)
        return None

    @property
    def figures(self) -> LinkFigures:
        """What was measured so far."""
        return LinkFigures(
            bitrate_kbps=self._rates[0] if self._rates else None,
            fps=self._rates[1] if self._rates else None,
            key_interval_s=self._key_interval_s,
            offset_s=self._capture_clock.offset_s,
            lost_packets=self._counters.lost if self._counters else 0,
            dropped_key_frames=self._counters.dropped if self._counters else 0,
        )

    def _activity(self, key_bytes: int) -> float | None:
        """Mean size of the pictures since the key frame before."""
        if self._counters is None:
            return None
        now = (self._counters.video_bytes, self._counters.frames)
        size, frames = now[0] - self._key_at[0] - key_bytes, now[1] - self._key_at[1] - 1
        self._key_at = now
        return max(0.0, size / frames) if frames > 0 else None
