"""One WebRTC connection from which one video comes; the only place that drives aiortc."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiortc import (
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCSessionDescription,
)

from ingest.webrtc.bounded_queue import BoundedQueue
from ingest.webrtc.chosen_addresses import ChosenAddresses
from ingest.webrtc.errors import BadDescription, PeerLost, WebRtcMissing
from ingest.webrtc.key_frame_receiver import KeyFrameReceiver
from ingest.webrtc.media_sink import MediaSink
from ingest.webrtc.session_description import SessionDescription
from ingest.webrtc.waiting import first_of
from ingest.webrtc.webrtc_settings import WebRtcSettings
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

MAX_DATAGRAMS = 1024
_WANTED = ("video/h264", "video/vp8")
"""In this order: phones have hardware for H.264. No RTX, so repeated packets come as themselves."""


class ReceivingPeer:
    """Our end of a connection, for either side to open.

    Args:
        settings: Limits and servers.
        clock: For intervals.
        sink: Takes what comes.

    Attributes:
        ended: Done once the connection is over, with the reason.
        connected: Set once it stands.
    """

    def __init__(self, settings: WebRtcSettings, clock: Clock, sink: MediaSink) -> None:
        self._settings = settings
        self._clock = clock
        self._sink = sink
        servers = [
            RTCIceServer(urls=one.url, username=one.username, credential=one.credential)
            for one in settings.ice_servers
        ]
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._connection.on("connectionstatechange", self._note_state)
        self._receiver: KeyFrameReceiver | None = None
        self._closing: asyncio.Task[None] | None = None
        self.ended: asyncio.Future[Bilingual] = asyncio.get_running_loop().create_future()
        self.connected = asyncio.Event()

    @property
    def receiver(self) -> KeyFrameReceiver:
        """With its counters; there from the first offer on."""
        if self._receiver is None:
            raise RuntimeError("nothing was offered yet")
        return self._receiver

    async def answer(self, offer: SessionDescription) -> str:
        """Take an offer.

        Returns:
            The answer with all our candidates.

        Raises:
            BadDescription: the library cannot make sense of it, or no codec is in common.
            WebRtcMissing: the library is not as we know it.
        """
        for number, kind in enumerate(offer.kinds):
            wanted = number == offer.video
            made = self._connection.addTransceiver(
                kind, direction="recvonly" if wanted else "inactive"
            )
            if wanted:
                self._receive_on(made)
        try:
            async with asyncio.timeout(self._settings.gather_timeout_s):
                await self._connection.setRemoteDescription(
                    RTCSessionDescription(offer.text, "offer")
                )
                self._prepare_transports()
                await self._connection.setLocalDescription()
        except TimeoutError:
            raise
        except Exception as error:
            # What it raises for a hostile text is anything from KeyError to AssertionError.
            raise _unreadable(error) from error
        return offer.restore(self._connection.localDescription.sdp, self._settings.max_bitrate_kbps)

    async def offer(self) -> str:
        """Return an offer to receive one video, with all our candidates.

        Raises:
            WebRtcMissing: the library is not as we know it.
        """
        self._receive_on(self._connection.addTransceiver("video", direction="recvonly"))
        self._prepare_transports()
        async with asyncio.timeout(self._settings.gather_timeout_s):
            await self._connection.setLocalDescription()
        return str(self._connection.localDescription.sdp)

    async def take_answer(self, answer: SessionDescription) -> None:
        """Take the answer to our offer.

        Raises:
            BadDescription: it does not fit the offer.
        """
        try:
            async with asyncio.timeout(self._settings.gather_timeout_s):
                await self._connection.setRemoteDescription(
                    RTCSessionDescription(answer.text, "answer")
                )
        except TimeoutError:
            raise
        except Exception as error:
            raise _unreadable(error) from error

    async def wait_connected(self, address: str) -> None:
        """Wait until packets can come.

        Args:
            address: For the message.

        Raises:
            PeerLost: it took too long, or failed.
        """
        waiting = asyncio.create_task(self.connected.wait(), name="webrtc-connected")
        try:
            await first_of(waiting, self.ended, timeout_s=self._settings.connect_timeout_s)
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        if self.ended.done():
            raise PeerLost(address, self.ended.result())
        if not self.connected.is_set():
            limit_s = self._settings.connect_timeout_s
            raise PeerLost(
                address,
                Bilingual(f"{limit_s:g} 秒内未能连通", f"no way through within {limit_s:g} s"),
            )

    async def close(self) -> None:
        """End it; says good-bye to the other side. May be called again."""
        self.end(Bilingual("我方关闭", "closed by us"))
        if self._closing is None:
            self._closing = asyncio.create_task(self._connection.close(), name="webrtc-close")
        # Not cut off when whoever called is: half closed, it would keep its sockets.
        await asyncio.wait({self._closing}, timeout=self._settings.close_timeout_s)
        if not self._closing.done():
            self._closing.cancel()
            _log.warning("webrtc_close_hangs")
        elif error := self._closing.exception():
            # The library's good-bye to a peer that broke the rules.
            _log.warning("webrtc_close_failed", reason=type(error).__name__)

    def end(self, reason: Bilingual) -> None:
        """Say that it is over; whoever owns it closes it."""
        if not self.ended.done():
            self.ended.set_result(reason)

    def _note_state(self) -> None:
        state = self._connection.connectionState
        if state == "connected":
            self.connected.set()
        elif state == "failed":
            self.end(
                Bilingual("网络连接失败", "the network connection failed")
                if not self.connected.is_set()
                else Bilingual("网络连接中断", "the network connection broke")
            )
        elif state == "closed":
            self.end(Bilingual("对方关闭", "closed by the other side"))

    def _receive_on(self, transceiver: RTCRtpTransceiver) -> None:
        receiver = KeyFrameReceiver(
            transceiver.receiver.transport,
            transceiver.sender._ssrc,
            self._sink,
            self._clock,
            self._settings.min_interval_s,
            lambda: self.end(Bilingual("对方结束发送", "the other side ended its sending")),
        )
        # The library has no door for a receiver of one's own; this is the one private name used.
        transceiver.__dict__["_RTCRtpTransceiver__receiver"] = receiver
        found: object = transceiver.receiver
        if found is not receiver:
            raise WebRtcMissing("aiortc keeps its receiver elsewhere in this version")
        self._receiver = receiver
        capabilities = RTCRtpReceiver.getCapabilities("video")
        codecs = capabilities.codecs if capabilities is not None else []
        transceiver.setCodecPreferences(
            [one for name in _WANTED for one in codecs if one.mimeType.lower() == name]
        )

    def _prepare_transports(self) -> None:
        """Choose the addresses we are reached at, and bound what waits to be read."""
        for transceiver in self._connection.getTransceivers():
            connection = transceiver.receiver.transport.transport.iceGatherer._connection
            if isinstance(connection._queue, BoundedQueue):
                continue
            connection._queue = BoundedQueue(MAX_DATAGRAMS)
            gather = connection.get_component_candidates
            chosen = ChosenAddresses(gather, self._settings.addresses)
            connection.__dict__["get_component_candidates"] = chosen
            # Closed in the moment in which it connects, a connection would ask its dead peer for
            # consent for ever: the task begins after the good-bye that should have ended it.
            consent = connection.query_consent
            connection.__dict__["query_consent"] = lambda ask=consent: self._unless_closed(ask)

    async def _unless_closed(self, ask: Callable[[], Awaitable[None]]) -> None:
        if self._closing is None:
            await ask()


def _unreadable(error: Exception) -> BadDescription:
    text = f"{type(error).__name__}: {error}"[:120]
    return BadDescription(Bilingual(f"无法理解（{text}）", f"it cannot be understood ({text})"))
