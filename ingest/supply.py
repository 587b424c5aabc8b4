"""Key frames of many cameras, the newest of each, for whoever schedules their decoding."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from random import Random

import structlog

from ingest.camera_feed import CameraFeed
from ingest.camera_link import CameraLink, LinkHost, LinkMaker
from ingest.camera_source import CameraSource
from ingest.connect_limiter import ConnectLimiter
from ingest.health import CameraHealth
from ingest.key_frame import KeyFrame
from ingest.rtsp.connector import Connector
from ingest.rtsp.poller import Poller
from ingest.rtsp.tls_trust import TlsTrust
from ingest.rtsp_link import RtspLink
from ingest.source_kind import SourceKind
from ingest.supply_settings import SupplySettings
from ingest.tapped_unit import TappedUnit
from sharp_eyes.clock import Clock
from sharp_eyes.node.health import CameraState

_log = structlog.get_logger(__name__)


class FrameSupply:
    """Holds all cameras of a worker open and gives out their newest key frames.

    Each camera has a mailbox of one: a newer key frame replaces an older one that nobody took,
    and the replaced are counted. A camera waits at most once for its turn in ``next_frame``, so
    what is kept is bounded by the number of cameras.

    Args:
        clock: For times and limits.
        rng: For jitter and client nonces; ``random.SystemRandom()`` in production.
        poll_period_s: Between two readings of one camera at most; overrides ``settings``.
        connect_concurrency: Cameras that connect at once; overrides ``settings``.
        settings: All limits.
        trust: Which certificates are believed for rtsps.
        makers: Make links of other kinds than our own RTSP client.
        quarantined: Ids of cameras whose picture ended the worker's process: they are read by the
            child process, where there is a maker for it. Asked anew when a camera is set.
    """

    def __init__(
        self,
        clock: Clock,
        rng: Random,
        *,
        poll_period_s: float | None = None,
        connect_concurrency: int | None = None,
        settings: SupplySettings | None = None,
        trust: TlsTrust | None = None,
        makers: Mapping[SourceKind, LinkMaker] | None = None,
        quarantined: Collection[str] = (),
    ) -> None:
        settings = settings or SupplySettings()
        if poll_period_s is not None:
            settings = replace(settings, poll_period_s=poll_period_s, steady_period_s=poll_period_s)
        if connect_concurrency is not None:
            settings = replace(settings, connect_concurrency=connect_concurrency)
        self._clock = clock
        self._rng = rng
        self._settings = settings
        self._connector = Connector(settings.rtsp, trust or TlsTrust())
        self._poller = Poller(clock)
        self._makers: dict[SourceKind, LinkMaker] = {
            SourceKind.RTSP: self._make_rtsp,
            **(makers or {}),
        }
        self._quarantined = quarantined
        self._limiter = ConnectLimiter(settings.connect_concurrency)
        self._feeds: dict[str, CameraFeed] = {}
        # Ids of cameras with a full mailbox, in the order it was filled; a dict for its order.
        self._ready: dict[str, None] = {}
        self._news = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start reading; cameras may be set before or after."""
        if self._watcher is not None:
            return
        self._poller.start()
        self._watcher = asyncio.create_task(self._watch(), name="camera-watcher")
        for feed in self._feeds.values():
            feed.start()

    async def close(self) -> None:
        """Tear all sessions down and wait for all tasks."""
        self.set_cameras(())
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._poller.close()

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Make these the cameras; those that stay as they are notice nothing.

        Args:
            sources: All cameras; of two with the same id the last counts.
        """
        wanted = {source.id: source for source in sources}
        for camera_id, feed in list(self._feeds.items()):
            source = wanted.get(camera_id)
            if source == feed.source:
                continue
            if source is not None and source.same_stream(feed.source):
                feed.adopt(source)
                continue
            del self._feeds[camera_id]
            self._ready.pop(camera_id, None)
            task = feed.stop()
            if task is not None:
                self._ending.add(task)
                task.add_done_callback(self._ending.discard)
        for camera_id, source in wanted.items():
            if camera_id not in self._feeds:
                feed = CameraFeed(
                    source,
                    self._clock,
                    self._rng,
                    self._settings,
                    self._makers,
                    camera_id in self._quarantined,
                    self._limiter,
                    self._note_new,
                )
                self._feeds[camera_id] = feed
                if self._watcher is not None:
                    feed.start()

    def fetch(self, camera_id: str, frames: int = 1) -> None:
        """Connect to a camera that is not held, until so many frames came; else do nothing.

        Of several who ask while it is under way, the most counts.
        """
        feed = self._feeds.get(camera_id)
        if feed is not None:
            feed.fetch(frames)

    def tap(self, camera_id: str, max_bytes: int) -> None:
        """Keep the last bytes of a camera's stream in memory from now on; 0 for no more.

        Off for every camera until asked for.

        Args:
            camera_id: Of a camera that is held; others are passed over.
            max_bytes: The most to keep; 400 kbit/s fill 50 kB a second.
        """
        feed = self._feeds.get(camera_id)
        if feed is not None:
            feed.tap(max_bytes)

    def tapped(self, camera_id: str) -> list[TappedUnit]:
        """Return the pictures kept of a camera, from the first key frame among them.

        They are not masked: decode, mask and only then write them.
        """
        feed = self._feeds.get(camera_id)
        return feed.tapped() if feed is not None else []

    def bitrate_kbps(self, camera_id: str) -> float | None:
        """Return the bitrate of a camera's stream as measured last; none before."""
        feed = self._feeds.get(camera_id)
        return feed.bitrate_kbps if feed is not None else None

    def latest(self, camera_id: str) -> KeyFrame | None:
        """Take the newest key frame of a camera, or None if none came since the last was taken."""
        feed = self._feeds.get(camera_id)
        self._ready.pop(camera_id, None)
        return feed.take() if feed is not None else None

    async def next_frame(self) -> KeyFrame:
        """Wait for a key frame of any camera and take it; cameras come in turn."""
        while True:
            while self._ready:
                key_frame = self.latest(next(iter(self._ready)))
                if key_frame is not None:
                    return key_frame
            self._news.clear()
            await self._news.wait()

    async def __aiter__(self) -> AsyncIterator[KeyFrame]:
        """Yield key frames as they come, for ever."""
        while True:
            yield await self.next_frame()

    def camera_states(self) -> dict[str, CameraState]:
        """Return whether pictures come, by camera; much cheaper than ``health``."""
        return {camera_id: feed.state for camera_id, feed in self._feeds.items()}

    def health(self) -> dict[str, CameraHealth]:
        """Return a snapshot of each camera by its id."""
        # A list first: statistics are asked for by another thread.
        return {camera_id: feed.health() for camera_id, feed in list(self._feeds.items())}

    def _make_rtsp(self, source: CameraSource, host: LinkHost) -> CameraLink:
        return RtspLink(
            source,
            host,
            self._clock,
            self._rng,
            self._settings,
            self._connector,
            self._poller,
        )

    def _note_new(self, camera_id: str) -> None:
        self._ready[camera_id] = None
        self._news.set()

    async def _watch(self) -> None:
        """Look after all cameras in turn, a bounded number at a time."""
        settings = self._settings
        most = settings.watched_at_once
        turn: list[CameraFeed] = []
        while True:
            began_s = self._clock.monotonic_s()
            await asyncio.sleep(settings.watch_period_s)
            now_s = self._clock.monotonic_s()
            if now_s - began_s > settings.watch_period_s + settings.silence_s / 2:
                # It was this process that stood still. What came meanwhile lies unread, and nobody
                # is called silent before each was read once: at least every half of the silence.
                await asyncio.sleep(settings.silence_s * 0.75)
                now_s = self._clock.monotonic_s()
            turn = turn or list(self._feeds.values())
            at_once, turn = turn[:most], turn[most:]
            for feed in at_once:
                try:
                    feed.watch(now_s)
                except Exception:  # a defect met by one camera must not leave the others unwatched
                    _log.error(
                        "camera_watch_defect",
                        camera=feed.source.id,
                        trace=traceback.format_exc(),
                    )
