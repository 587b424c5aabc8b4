"""One camera for as long as it is registered: connect, read, fail, wait, connect again."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from random import Random

import structlog

from ingest.camera_source import CameraSource
from ingest.camera_stream import CameraStream
from ingest.connect_limiter import ConnectLimiter
from ingest.health import CameraHealth
from ingest.key_frame import KeyFrame
from ingest.rtsp.connector import Connector
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.poller import Poller
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.supply_settings import SupplySettings
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, Refused, SharpEyesError
from sharp_eyes.node.health import CameraState

_log = structlog.get_logger(__name__)


class CameraFeed:
    """Keeps one camera's stream open and holds its newest key frame.

    Args:
        source: Where the stream is.
        clock: For times and limits.
        rng: For jitter and client nonces.
        settings: Limits.
        connector: Opens connections.
        poller: Reads the stream.
        limiter: Gives leave to connect.
        on_new: Called with the camera's id when a key frame lies in an empty mailbox.
    """

    def __init__(
        self,
        source: CameraSource,
        clock: Clock,
        rng: Random,
        settings: SupplySettings,
        connector: Connector,
        poller: Poller,
        limiter: ConnectLimiter,
        on_new: Callable[[str], None],
    ) -> None:
        self.source = source
        self._clock = clock
        self._rng = rng
        self._settings = settings
        self._connector = connector
        self._poller = poller
        self._limiter = limiter
        self._on_new = on_new
        self._task: asyncio.Task[None] | None = None
        self._stream: CameraStream | None = None
        self._mailbox: KeyFrame | None = None
        self._last: KeyFrame | None = None
        self._sequence = 0
        self._replaced = 0
        self._opened = 0
        self._failures = 0
        self._failing = False
        self._online_since_s: float | None = None
        self._state = CameraState.CONNECTING
        self._since = clock.now()
        self._last_error: Bilingual | None = None

    def start(self) -> None:
        """Begin to connect; needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=f"camera-{self.source.id}")

    def stop(self) -> asyncio.Task[None] | None:
        """Begin to end; the session is torn down at once. Await the returned task."""
        if self._task is not None:
            self._task.cancel()
        return self._task

    def take(self) -> KeyFrame | None:
        """Take the newest key frame out of the mailbox."""
        key_frame, self._mailbox = self._mailbox, None
        return key_frame

    def watch(self, now_s: float) -> None:
        """Look after the stream; called about once a second."""
        if self._stream is not None:
            self._stream.watch(now_s)
        if (
            self._online_since_s is not None
            and self._failures
            and now_s - self._online_since_s >= self._settings.stable_after_s
        ):
            if self._failing:
                _log.info("camera_back", camera=self.source.id, failures=self._failures)
            self._failing = False
            self._failures = 0

    def health(self) -> CameraHealth:
        """Return how the camera is doing."""
        stream, last = self._stream, self._last
        return CameraHealth(
            camera_id=self.source.id,
            state=self._state,
            since=self._since,
            bitrate_kbps=stream.bitrate_kbps if stream else None,
            fps=stream.fps if stream else None,
            key_interval_s=stream.key_interval_s if stream else None,
            last_frame_at=last.captured_at if last else None,
            reconnects=max(0, self._opened - 1),
            time_source=last.time_source if last else None,
            offset_s=stream.capture_clock.offset_s if stream else None,
            width=last.width if last else None,
            height=last.height if last else None,
            codec=last.codec if last else None,
            last_error=self._last_error,
            lost_packets=stream.reader.lost if stream else 0,
            dropped_key_frames=stream.reader.depacketiser.dropped if stream else 0,
            replaced_key_frames=self._replaced,
        )

    async def _run(self) -> None:
        while True:
            failure: Exception
            try:
                await self._stream_once()
                continue
            except SharpEyesError as error:
                failure = error
            except Exception as error:  # a defect met by one camera must not end it for good
                # Not as an exception: a console shows its local variables, and with them passwords.
                _log.error(
                    "camera_feed_defect", camera=self.source.id, trace=traceback.format_exc()
                )
                failure = error
            self._fail(failure)
            hopeless = isinstance(failure, Refused | BadInput)
            delay_s = self._settings.reconnect.delay_s(
                self._failures, self._rng.uniform, hopeless=hopeless
            )
            await asyncio.sleep(delay_s)

    async def _stream_once(self) -> None:
        url, credentials = RtspUrl.parse(self.source.url)
        if self.source.username is not None:
            credentials = Credentials(self.source.username, self.source.password or "")
        session = RtspSession(
            url,
            credentials,
            self._connector,
            self._settings.rtsp,
            lambda: f"{self._rng.getrandbits(64):016x}",
            self.source.certificate_sha256,
        )
        try:
            await self._limiter.run(session.open())
            self._opened += 1
            self._stream = CameraStream(
                self.source.id,
                session,
                self._clock,
                self._settings,
                self._poller,
                self._take_key_frame,
                self._next_sequence,
            )
            await self._stream.run()
        finally:
            self._stream = None
            self._online_since_s = None
            session.close()

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def _take_key_frame(self, key_frame: KeyFrame) -> None:
        if self._online_since_s is None:
            self._online_since_s = key_frame.arrived_monotonic_s
            self._enter(CameraState.ONLINE)
        self._last = key_frame
        if self._mailbox is None:
            self._mailbox = key_frame
            self._on_new(self.source.id)
        else:
            # Newest wins: what nobody had time for is of no use later.
            self._mailbox = key_frame
            self._replaced += 1

    def _fail(self, failure: Exception) -> None:
        self._failures += 1
        if isinstance(failure, SharpEyesError):
            self._last_error = failure.message
        else:
            text = f"{type(failure).__name__}: {failure}"
            self._last_error = Bilingual(zh=f"程序错误：{text}", en=f"a defect: {text}")
        self._enter(CameraState.OFFLINE)
        if not self._failing:
            self._failing = True
            _log.warning("camera_lost", camera=self.source.id, reason=str(failure))

    def _enter(self, state: CameraState) -> None:
        if state is not self._state:
            self._state = state
            self._since = self._clock.now()
