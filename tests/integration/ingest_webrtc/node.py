"""A node: the HTTP server, the hub and the links of its cameras, as a worker would hold them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ingest.camera_link import CameraLink, LinkHost
from ingest.camera_source import CameraSource
from ingest.key_frame import KeyFrame
from ingest.node_server.listen_address import ListenAddress
from ingest.node_server.node_server import NodeServer
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.webrtc.whip_hub import WhipHub
from ingest.webrtc.whip_link_maker import WhipLinkMaker
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import SharpEyesError

CAMERA = "37049901001326000001"
OTHER = "37049901001326000002"
TOKEN = "phone-token-4711"
CLOCK = SystemClock()
SETTINGS = WebRtcSettings(
    addresses=("127.0.0.1",), min_interval_s=0.3, connect_timeout_s=20.0, rate_window_s=0.5
)
SOURCES = {
    CAMERA: CameraSource(CAMERA, "whip:", password=TOKEN),
    OTHER: CameraSource(OTHER, "whip:", password="another-token"),
    "37049901001326000003": CameraSource(
        "37049901001326000003", "rtsp://127.0.0.1/x", password=TOKEN
    ),
    "37049901001326000004": CameraSource("37049901001326000004", "whip:"),
}


class Held:
    """A link kept the way ``CameraFeed`` keeps it: opened, run, watched, closed, made anew."""

    def __init__(self, make: object, source: CameraSource) -> None:
        self._make = make
        self._source = source
        self.frames: list[KeyFrame] = []
        self.errors: list[SharpEyesError] = []
        self.link: CameraLink | None = None
        numbers = itertools.count(1)
        self._host = LinkHost(self.frames.append, lambda: next(numbers))

    async def keep(self) -> None:
        while True:
            link = self._make(self._source, self._host)  # type: ignore[operator]
            self.link = link
            watcher = asyncio.create_task(self._watch(link))
            try:
                await link.open()
                await link.run()
            except SharpEyesError as error:
                self.errors.append(error)
            finally:
                watcher.cancel()
                await asyncio.gather(watcher, return_exceptions=True)
                await link.close()
            await asyncio.sleep(0.05)

    async def _watch(self, link: CameraLink) -> None:
        while True:
            await asyncio.sleep(0.1)
            link.watch(CLOCK.monotonic_s())


@asynccontextmanager
async def holding(make: object, source: CameraSource) -> AsyncIterator[Held]:
    """Hold one link while the block runs."""
    held = Held(make, source)
    task = asyncio.create_task(held.keep(), name="held-link")
    try:
        yield held
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Node:
    """What the tests hold of a node."""

    def __init__(self, hub: WhipHub, server: NodeServer) -> None:
        self.hub = hub
        self.server = server
        self.maker = WhipLinkMaker(hub)

    def whip(self, camera: str = CAMERA) -> str:
        return f"{self.server.url}/whip/{camera}"


@asynccontextmanager
async def node(
    settings: WebRtcSettings = SETTINGS,
    sources: dict[str, CameraSource] = SOURCES,
    **more: object,
) -> AsyncIterator[Node]:
    """Serve on loopback."""
    hub = WhipHub(CLOCK, settings)
    listen = ListenAddress("127.0.0.1", 0)
    async with NodeServer(listen, hub, lambda: b"up 1\n", sources.get, **more) as server:  # type: ignore[arg-type]
        yield Node(hub, server)
