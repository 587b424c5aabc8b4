"""One camera for as long as it is registered: connect, read, fail, wait, connect again."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import Callable, Mapping
from random import Random

import structlog

from ingest.camera_link import CameraLink, LinkHost, LinkMaker, TunableLink
from ingest.camera_source import CameraSource
from ingest.connect_limiter import ConnectLimiter
from ingest.health import CameraHealth
from ingest.key_frame import KeyFrame
from ingest.link_choice import LinkChoice
from ingest.link_figures import LinkFigures
from ingest.source_kind import SourceKind
from ingest.supply_settings import SupplySettings
from ingest.tapped_unit import TappedUnit
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, MissingPart, Refused, SharpEyesError
from sharp_eyes.node.health import CameraState

_log = structlog.get_logger(__name__)


CLOSE_WITHIN_S = 3.0
"""The most that ending one connection may take; what a link leaves behind then is its defect."""


class CameraFeed:
    """Keeps one camera's stream open, or opens it when asked, and holds its newest frame.

    Args:
        source: Where the stream is.
        clock: For times and limits.
        rng: For jitter.
        settings: Limits.
        makers: Make links, by kind.
        quarantined: Whether a picture of this camera once ended the worker's process.
        limiter: Gives leave to connect.
        on_new: Called with the camera's id when a frame lies in an empty mailbox.

    Attributes:
        source: As given, or as ``adopt`` changed it.
        state: Whether pictures come.
    """

    def __init__(
        self,
        source: CameraSource,
        clock: Clock,
        rng: Random,
        settings: SupplySettings,
        makers: Mapping[SourceKind, LinkMaker],
        quarantined: bool,
        limiter: ConnectLimiter,
        on_new: Callable[[str], None],
    ) -> None:
        self.source = source
        self._clock = clock
        self._rng = rng
        self._settings = settings
        self._makers = makers
        self._choice = LinkChoice(source, child=SourceKind.CHILD in makers, quarantined=quarantined)
        self._limiter = limiter
        self._on_new = on_new
        self._host = LinkHost(self._take, self._next_sequence)
        self._task: asyncio.Task[None] | None = None
        self._kind = self._choice.next(clock.monotonic_s())
        self._link: CameraLink | None = None
        self._held = source.held
        # Of a camera that is not held: how many frames are still asked for, and who waits for that.
        self._frames_wanted = 0
        self._wanted = asyncio.Event()
        self._leave: asyncio.Timeout | None = None
        # Whether a frame came by the link under way, or the last one.
        self._came = False
        self._figures = LinkFigures()
        self._tap_bytes = 0
        self._mailbox: KeyFrame | None = None
        self._last: KeyFrame | None = None
        self._sequence = 0
        self._replaced = 0
        self._opened = 0
        self._failures = 0
        self._failing = False
        self._online_since_s: float | None = None
        self.state = CameraState.CONNECTING
        self._since = clock.now()
        self._last_error: Bilingual | None = None

    def start(self) -> None:
        """Begin to connect; needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=f"camera-{self.source.id}")

    def stop(self) -> asyncio.Task[None] | None:
        """Begin to end. Await the returned task."""
        if self._task is not None:
            self._task.cancel()
        return self._task

    def adopt(self, source: CameraSource) -> None:
        """Take over a source of the same stream, without a reconnection."""
        was_held, self._held = self._held, source.held
        self.source = source
        if isinstance(self._link, TunableLink):
            self._link.thin(source.frames_every_s)
        if self._held:
            self._frames_wanted = 0
            self._wanted.set()
            return
        if was_held and self.state is CameraState.OFFLINE:
            # Nobody would say that it is back, until somebody looks at it hours later.
            self._frames_wanted = 1
        if self._frames_wanted:
            self._wanted.set()
        else:
            self._wanted.clear()
            self._leave_if_idle()

    def fetch(self, frames: int) -> None:
        """Ask a camera that is not held for frames; of several who ask, the most counts."""
        if self._held:
            return
        self._frames_wanted = max(1, frames, self._frames_wanted)
        self._wanted.set()

    def tap(self, max_bytes: int) -> None:
        """Keep the last bytes of the stream, over reconnections; 0 for no more."""
        self._tap_bytes = max_bytes
        if isinstance(self._link, TunableLink):
            self._link.tap(max_bytes)

    def tapped(self) -> list[TappedUnit]:
        """Return the pictures kept since the connection stands; none by links that keep none."""
        return self._link.tapped() if isinstance(self._link, TunableLink) else []

    def take(self) -> KeyFrame | None:
        """Take the newest frame out of the mailbox."""
        key_frame, self._mailbox = self._mailbox, None
        return key_frame

    def watch(self, now_s: float) -> None:
        """Look after the stream; called every few seconds at least."""
        if self._link is not None:
            self._link.watch(now_s)
        if (
            self._online_since_s is not None
            and self._failures
            and now_s - self._online_since_s >= self._settings.stable_after_s
        ):
            self._recovered()

    @property
    def bitrate_kbps(self) -> float | None:
        """Of the connection that stands, as measured last; none before."""
        return self._link.figures.bitrate_kbps if self._link is not None else None

    def health(self) -> CameraHealth:
        """Return how the camera is doing."""
        last = self._last
        figures = self._link.figures if self._link is not None else self._figures
        return CameraHealth(
            camera_id=self.source.id,
            state=self.state,
            since=self._since,
            bitrate_kbps=figures.bitrate_kbps,
            fps=figures.fps,
            key_interval_s=figures.key_interval_s,
            last_frame_at=last.captured_at if last else None,
            reconnects=self._reconnects,
            time_source=last.time_source if last else None,
            offset_s=figures.offset_s,
            width=last.width if last else None,
            height=last.height if last else None,
            codec=last.codec if last else None,
            last_error=self._last_error,
            lost_packets=figures.lost_packets,
            dropped_key_frames=figures.dropped_key_frames,
            replaced_key_frames=self._replaced,
            source=self._kind,
        )

    async def _run(self) -> None:
        while True:
            if not self._held:
                await self._wanted.wait()
            try:
                await self._connect_once()
                if self._came:
                    self._recovered()
                continue
            except SharpEyesError as error:
                delay_s = self._fail(error)
            except Exception as error:  # a defect met by one camera must not end it for good
                # Not as an exception: a console shows its local variables, and with them passwords.
                _log.error(
                    "camera_feed_defect", camera=self.source.id, trace=traceback.format_exc()
                )
                delay_s = self._fail(error)
            # The failure is forgotten by now: it knows the frames of all that the stream held.
            await asyncio.sleep(delay_s)

    async def _connect_once(self) -> None:
        """Open a link and take its frames; returns when no more are wanted."""
        self._kind = self._choice.next(self._clock.monotonic_s())
        maker = self._makers.get(self._kind)
        if maker is None:
            raise MissingPart(
                Bilingual(
                    zh=f"此节点没有启用 {self._kind.value} 接入",
                    en=f"this node does not take streams by {self._kind.value}",
                ),
                next_step=Bilingual(
                    zh="请用 --listen 启动工作进程", en="start the worker with --listen"
                ),
            )
        link = maker(self.source, self._host)
        self._came = False
        leave = asyncio.timeout(None)
        try:
            await self._limiter.run(link.open())
            self._link = link
            if isinstance(link, TunableLink):
                link.thin(self.source.frames_every_s)
                if self._tap_bytes:
                    link.tap(self._tap_bytes)
            if self._held or self._opened == 0:
                self._opened += 1
            async with leave:
                self._leave = leave
                self._leave_if_idle()
                await link.run()
        except TimeoutError:
            if not leave.expired():
                raise
        finally:
            self._figures = link.figures if not self._held else LinkFigures()
            self._link = None
            self._leave = None
            self._online_since_s = None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_WITHIN_S):
                    await link.close()

    @property
    def _reconnects(self) -> int:
        return max(0, self._opened - 1)

    def _leave_if_idle(self) -> None:
        """End the connection of a camera that nobody wants frames of."""
        if not self._held and not self._frames_wanted and self._leave is not None:
            # Once: while the link ends, it must not be asked again.
            leave, self._leave = self._leave, None
            leave.reschedule(asyncio.get_running_loop().time())

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def _take(self, key_frame: KeyFrame) -> None:
        if self._online_since_s is None:
            self._online_since_s = key_frame.arrived_monotonic_s
            self._choice.succeeded(self._kind)
            self._enter(CameraState.ONLINE)
        self._last = key_frame
        self._came = True
        if self._mailbox is None:
            self._mailbox = key_frame
            self._on_new(self.source.id)
        else:
            # Newest wins: what nobody had time for is of no use later.
            self._mailbox = key_frame
            self._replaced += 1
        if self._frames_wanted:
            self._frames_wanted -= 1
            if not self._frames_wanted:
                self._wanted.clear()
                self._leave_if_idle()

    def _recovered(self) -> None:
        if self._failing:
            _log.info("camera_back", camera=self.source.id, failures=self._failures)
        self._failing = False
        self._failures = 0

    def _fail(self, failure: Exception) -> float:
        """Note a failure; returns how long to wait before the next attempt, in seconds."""
        self._failures += 1
        self._choice.failed(self._kind, failure, self._clock.monotonic_s())
        if isinstance(failure, SharpEyesError):
            self._last_error = failure.message
        else:
            text = f"{type(failure).__name__}: {failure}"
            self._last_error = Bilingual(zh=f"程序错误：{text}", en=f"a defect: {text}")
        self._enter(CameraState.OFFLINE)
        if not self._failing:
            self._failing = True
            _log.warning(
                "camera_lost", camera=self.source.id, by=self._kind.value, reason=str(failure)
            )
        return self._settings.reconnect.delay_s(
            self._failures, self._rng.uniform, hopeless=isinstance(failure, Refused | BadInput)
        )

    def _enter(self, state: CameraState) -> None:
        if state is not self.state:
            self.state = state
            self._since = self._clock.now()
