"""A camera whose device publishes to us."""

from __future__ import annotations

import asyncio

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.link_figures import LinkFigures
from ingest.source_kind import SourceKind
from ingest.webrtc.errors import PublisherLeft
from ingest.webrtc.stream_taker import StreamTaker
from ingest.webrtc.waiting import first_of
from ingest.webrtc.whip_hub import WhipHub
from ingest.webrtc.whip_session import WhipSession
from sharp_eyes.bilingual import Bilingual


class WhipLink:
    """A ``CameraLink`` that waits for a publisher and takes its key frames.

    It never asks anybody for anything, so opening it costs nothing. A publisher that is sound when
    the link is closed stays for the next link of the camera, if that goes by the same token: a
    camera that is looked at now and then keeps its device.

    Args:
        source: The camera.
        host: Takes frames.
        hub: Where publishers arrive.
    """

    def __init__(self, source: CameraSource, host: LinkHost, hub: WhipHub) -> None:
        self._source = source
        self._host = host
        self._hub = hub
        self._session: WhipSession | None = None
        self._taker = self._new_taker()
        self._failed: asyncio.Future[None] | None = None

    @property
    def kind(self) -> SourceKind:
        """A device publishes."""
        return SourceKind.WHIP

    @property
    def figures(self) -> LinkFigures:
        """What was measured so far."""
        return self._taker.figures

    async def open(self) -> None:
        """Nothing to do: the device comes to us."""
        self._failed = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Wait for a publisher and hand on its key frames; a newer one takes over without a word.

        Raises:
            PublisherLeft: it has gone, and no other is there.
            PeerLost: it came, but no packet ever got through.
            NoSignal: it stays, but sends nothing.
            NoWebRtcKeyFrame: it sends, but no whole key frame.
        """
        while True:
            session = await self._hub.claim(self._source.id)
            if not session.opened_with(self._source.password):
                await self._hub.end(session, Bilingual("令牌已更换", "the token was changed"))
                continue
            self._session = session
            self._taker = self._new_taker()
            session.attach(self._taker)
            reason = await self._follow(session)
            if not self._hub.arrived(self._source.id):
                raise PublisherLeft(reason)

    async def _follow(self, session: WhipSession) -> Bilingual:
        peer = session.peer
        try:
            await peer.wait_connected(self._source.id)
        except Exception:
            if self._hub.arrived(self._source.id):
                return peer.ended.result() if peer.ended.done() else Bilingual("", "")
            raise
        peer.receiver.resume()
        self._taker.begin(peer.receiver)
        failed = self._failed
        if failed is None:
            raise RuntimeError("run before open")
        await first_of(peer.ended, failed)
        if failed.done():
            failed.result()
        return peer.ended.result()

    def watch(self, now_s: float) -> None:
        """Look for silence.

        Args:
            now_s: Our monotonic clock.
        """
        failed = self._failed
        if failed is None or failed.done() or self._session is None or self._session.over:
            return
        if error := self._taker.trouble(now_s):
            failed.set_exception(error)

    async def close(self) -> None:
        """Leave the publisher to the camera's next link; send it away if it is not sound."""
        sound = True
        if self._failed is not None:
            if self._failed.done():
                sound = False
                self._failed.exception()  # seen, so that asyncio does not complain
            else:
                self._failed.cancel()
        session, self._session = self._session, None
        if session is None:
            return
        if sound and not session.over:
            self._hub.release(session)
        else:
            await self._hub.end(session, Bilingual("视频流异常", "its stream is not sound"))

    def _new_taker(self) -> StreamTaker:
        return StreamTaker(
            self._source.id, self._source.id, self._hub.clock, self._hub.settings, self._host
        )
