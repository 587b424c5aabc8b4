"""A phone as aiortc plays it: a video of a given size, published by WHIP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path

import av
import httpx
import numpy as np
from aiortc import (
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    VideoStreamTrack,
)

from ingest.webrtc.chosen_addresses import ChosenAddresses


class MovingBars(VideoStreamTrack):
    """Bars that wander, 15 pictures a second."""

    def __init__(self, width: int, height: int, fps: int = 15, noise: bool = False) -> None:
        super().__init__()
        self.size = (width, height)
        self._fps = fps
        self._number = 0
        base = np.zeros((height * 3 // 2, width), np.uint8)
        base[:height] = np.linspace(16, 235, width, dtype=np.uint8)
        base[height:] = 128
        if noise:
            rough = np.random.default_rng(1).integers(-24, 24, (height, width))
            base[:height] = np.clip(base[:height].astype(np.int16) + rough, 16, 235)
        self._base = base

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(1 / self._fps)
        self._number += 1
        width, height = self.size
        picture = self._base
        if picture.shape != (height * 3 // 2, width):
            picture = np.full((height * 3 // 2, width), 128, np.uint8)
        picture = picture.copy()
        left = 8 * self._number % (width - 32)
        picture[height // 3 : height // 2, left : left + 32] = 235
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = self._number * 90_000 // self._fps
        frame.time_base = Fraction(1, 90_000)
        return frame


def on_loopback(connection: RTCPeerConnection) -> None:
    """Let a connection of the tests use loopback alone, which aioice leaves out.

    Also mends in the device what ``ReceivingPeer`` mends in us: closed while it connects, a
    connection leaves a task behind.
    """
    for transceiver in connection.getTransceivers():
        ice = transceiver.receiver.transport.transport.iceGatherer._connection
        ice.get_component_candidates = ChosenAddresses(ice.get_component_candidates, ["127.0.0.1"])

        async def consent(ask: Callable[[], Awaitable[None]] = ice.query_consent) -> None:
            if connection.signalingState != "closed":
                await ask()

        ice.query_consent = consent


class Publisher:
    """One device.

    Args:
        url: Of the WHIP endpoint.
        token: Bearer token.
        codec: ``H264`` or ``VP8``.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        codec: str = "H264",
        width: int = 320,
        height: int = 192,
        fps: int = 15,
        noise: bool = False,
        trust: Path | None = None,
    ) -> None:
        self._url = url
        self._verify = ssl.create_default_context(cafile=trust) if trust else True
        self.headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        self.track = MovingBars(width, height, fps, noise)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = self.connection.addTransceiver(self.track, direction="sendonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([one for one in codecs if one.mimeType == f"video/{codec}"])
        self.session: str | None = None

    async def offer(self) -> str:
        on_loopback(self.connection)
        await self.connection.setLocalDescription()
        return self.connection.localDescription.sdp

    async def answered(self, sdp: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def publish(self) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, verify=self._verify) as client:
            response = await client.post(
                self._url,
                content=await self.offer(),
                headers={"Content-Type": "application/sdp", **self.headers},
            )
        if response.status_code == 201:
            self.session = str(httpx.URL(self._url).join(response.headers["Location"]))
            await self.answered(response.text)
        return response

    async def delete(self) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, verify=self._verify) as client:
            return await client.delete(self.session or "", headers=self.headers)

    async def close(self) -> None:
        self.track.stop()
        await self.connection.close()
