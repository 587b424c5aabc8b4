"""A camera whose stream we subscribe to by WebRTC."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.link_figures import LinkFigures
from ingest.rtsp.tls_trust import TlsTrust
from ingest.source_kind import SourceKind
from ingest.webrtc.errors import PeerLost
from ingest.webrtc.load import receiving_peer
from ingest.webrtc.session_description import SessionDescription
from ingest.webrtc.stream_taker import StreamTaker
from ingest.webrtc.waiting import first_of
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.webrtc.whep_address import WhepAddress
from ingest.webrtc.whep_client import WhepClient
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock

if TYPE_CHECKING:
    from ingest.webrtc.receiving_peer import ReceivingPeer


class WhepLink:
    """A ``CameraLink`` over one WHEP subscription.

    Args:
        source: The camera; its password is the Bearer token.
        host: Takes frames.
        clock: For times and limits.
        settings: Limits.
        trust: Which certificates are believed.
        context: Makes the TLS settings that belong to ``trust``.
    """

    def __init__(
        self,
        source: CameraSource,
        host: LinkHost,
        clock: Clock,
        settings: WebRtcSettings,
        trust: TlsTrust,
        context: Callable[[TlsTrust], Awaitable[ssl.SSLContext]],
    ) -> None:
        self._source = source
        self._host = host
        self._clock = clock
        self._settings = settings
        self._trust = trust
        self._context = context
        self._client: WhepClient | None = None
        self._peer: ReceivingPeer | None = None
        self._taker: StreamTaker | None = None
        self._failed: asyncio.Future[None] | None = None
        self._shown = ""

    @property
    def kind(self) -> SourceKind:
        """We subscribe."""
        return SourceKind.WHEP

    @property
    def figures(self) -> LinkFigures:
        """What was measured so far."""
        return self._taker.figures if self._taker else LinkFigures()

    async def open(self) -> None:
        """Subscribe and wait until packets can come.

        Raises:
            BadWebRtcAddress: the address cannot be used.
            CameraUnreachable: no HTTP server answers there.
            CertificateRefused: its certificate is not believed.
            WhepUnauthorized: the token is refused.
            WhepRefusal: there is no such stream, or the like.
            BadDescription: its answer is none.
            NoCommonVideo: it sends no video that we read.
            PeerLost: no packet gets through.
            WebRtcMissing: aiortc is not there.
        """
        address, token = WhepAddress.parse(self._source.url)
        self._shown = address.shown
        context = await self._context(self._trust)
        peer_class = await receiving_peer()
        self._failed = asyncio.get_running_loop().create_future()
        self._taker = StreamTaker(
            self._source.id, address.shown, self._clock, self._settings, self._host
        )
        self._peer = peer = peer_class(self._settings, self._clock, self._taker)
        self._client = client = WhepClient(
            address,
            self._source.password or token,
            self._trust,
            context,
            self._settings.http_timeout_s,
        )
        answer = await client.subscribe(await peer.offer())
        await peer.take_answer(SessionDescription.parse(answer))
        peer.receiver.resume()
        await peer.wait_connected(address.shown)
        self._taker.begin(peer.receiver)

    async def run(self) -> None:
        """Hand key frames on until the stream ends.

        Raises:
            PeerLost: the other side ended it, or the network did.
            NoSignal: it stands, but nothing comes.
            NoWebRtcKeyFrame: video comes, but no whole key frame.
        """
        peer, failed = self._peer, self._failed
        if peer is None or failed is None:
            raise RuntimeError("run before open")
        await first_of(peer.ended, failed)
        if failed.done():
            failed.result()
        raise PeerLost(self._shown, peer.ended.result())

    def watch(self, now_s: float) -> None:
        """Look for silence.

        Args:
            now_s: Our monotonic clock.
        """
        if self._failed is None or self._failed.done() or self._taker is None:
            return
        if error := self._taker.trouble(now_s):
            self._failed.set_exception(error)

    async def close(self) -> None:
        """Delete the subscription and end the connection."""
        if self._failed is not None:
            if self._failed.done():
                self._failed.exception()  # seen, so that asyncio does not complain
            else:
                self._failed.cancel()
        client, self._client = self._client, None
        peer, self._peer = self._peer, None
        try:
            if peer is not None:
                peer.end(Bilingual("我方关闭", "closed by us"))
            if client is not None:
                await client.close()
        finally:
            if peer is not None:
                await peer.close()
