"""A camera that others subscribe to by WHEP, as aiortc plays it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ingest.node_server.quiet_server import QuietServer
from ingest.node_server.tls_files import TlsFiles
from tests.integration.ingest_webrtc.publisher import MovingBars, on_loopback

TOKEN = "viewer-token"


class WhepServer:
    """One stream for any number of viewers.

    Attributes:
        deleted: Sessions that viewers ended.
        tokens: What each request showed.
        status: Answered instead of 201, if set.
        body: Answered instead of the description, if set.
    """

    def __init__(self, codec: str = "H264", width: int = 320, height: int = 192) -> None:
        self._codec = codec
        self._size = (width, height)
        self.sessions: dict[str, RTCPeerConnection] = {}
        self.tracks: list[MovingBars] = []
        self.deleted: list[str] = []
        self.tokens: list[str | None] = []
        self.status: int | None = None
        self.body: str | None = None
        self.port = 0
        self.app = Starlette(
            routes=[
                Route("/stream", self._subscribe, methods=["POST"]),
                Route("/moved", lambda _: RedirectResponse("/stream", 307), methods=["POST"]),
                Route("/sessions/{name}", self._delete, methods=["DELETE"]),
            ]
        )

    async def _subscribe(self, request: Request) -> Response:
        self.tokens.append(request.headers.get("authorization"))
        if self.status is not None:
            return Response("no", self.status)
        if self.body is not None:
            return Response(self.body, 201, media_type="application/sdp")
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        track = MovingBars(*self._size)
        self.tracks.append(track)
        await connection.setRemoteDescription(
            RTCSessionDescription((await request.body()).decode(), "offer")
        )
        [transceiver] = connection.getTransceivers()
        transceiver.sender.replaceTrack(track)
        transceiver.direction = "sendonly"
        name = str(len(self.sessions))
        transceiver._codecs = [
            one for one in transceiver._codecs if one.mimeType == f"video/{self._codec}"
        ][:1]
        on_loopback(connection)
        await connection.setLocalDescription()
        self.sessions[name] = connection
        return Response(
            connection.localDescription.sdp,
            201,
            {"Location": f"/sessions/{name}"},
            "application/sdp",
        )

    async def _delete(self, request: Request) -> Response:
        name = request.path_params["name"]
        self.deleted.append(name)
        await self.sessions[name].close()
        return Response()

    async def close(self) -> None:
        for track in self.tracks:
            track.stop()
        for connection in self.sessions.values():
            await connection.close()


@asynccontextmanager
async def whep_server(
    codec: str = "H264", tls: tuple[Path, Path] | None = None
) -> AsyncIterator[WhepServer]:
    """Serve on loopback."""
    camera = WhepServer(codec)
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setblocking(False)
    camera.port = bound.getsockname()[1]
    server = QuietServer(camera.app, TlsFiles(*tls).context() if tls else None)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    await server.up.wait()
    try:
        yield camera
    finally:
        await camera.close()
        server.stop()
        await task
        bound.close()
