"""Many cameras behind one TCP port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random
from types import TracebackType
from typing import Self

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, MissingPart
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.fault import Fault
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_connection import SESSION_TIMEOUT_S, RtspConnection
from simulators.rtsp_server.timer_wheel import TimerWheel

_HOUSEKEEPING_S = 1.0


class RtspServer:
    """An RTSP 1.0 server, RTP over the same TCP connection, for clips prepared beforehand.

    Use it as an async context manager, inside a running loop.

    Args:
        clock: Wall clock for sender reports and the epoch of the cameras.
        host: Address to listen on.
        port: Port; 0 takes a free one, see ``port`` afterwards.
        auth: Digest check, or None for open access.
        random: Source of SSRCs, sequence numbers and timestamps.
        session_timeout_s: A client that is silent for so long is cut off.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        auth: DigestAuth | None,
        random: Random,
        session_timeout_s: float = SESSION_TIMEOUT_S * 1.5,
    ) -> None:
        self._clock = clock
        self._host = host
        self._port = port
        self.auth = auth
        self._random = random
        self._session_timeout_s = session_timeout_s
        self._streams: dict[str, CameraStream] = {}
        self._connections: set[RtspConnection] = set()
        self._wheel = TimerWheel()
        self._server: asyncio.Server | None = None
        self._housekeeper: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def streams(self) -> Mapping[str, CameraStream]:
        """The cameras by path."""
        return self._streams

    def add_camera(
        self,
        path: str,
        clip: PreparedClip,
        *,
        start_frame: int = 0,
        loop: bool = True,
        phase_s: float = 0.0,
    ) -> CameraStream:
        """Put a camera on air, from now on.

        Args:
            path: Path of its address, with the leading slash.
            clip: What it shows; shared with other cameras.
            start_frame: Frame of the clip that is on air at its epoch.
            loop: Whether it starts again; otherwise its last group is repeated for ever.
            phase_s: Moves its frames within the frame period, so that cameras do not send at once.

        Returns:
            The stream, whose ``fault`` may be changed at any time.

        Raises:
            BadInput: The path is taken or the start frame is not in the clip.
        """
        if path in self._streams or not 0 <= start_frame < len(clip):
            raise BadInput(
                Bilingual("摄像机路径重复或起始帧无效", "path taken, or start frame not in clip"),
                next_step=Bilingual("请检查摄像机清单", "check the list of cameras"),
                path=path,
                start_frame=start_frame,
            )
        stream = CameraStream(
            path,
            clip,
            epoch_s=asyncio.get_running_loop().time() + phase_s,
            epoch_utc_s=self._clock.now().timestamp() + phase_s,
            start_frame=start_frame,
            loop=loop,
        )
        self._streams[path] = stream
        return stream

    def set_fault(self, path: str, fault: Fault | None) -> None:
        """Switch a camera's fault on, to another, or off.

        Raises:
            KeyError: There is no such camera.
        """
        self._streams[path].fault = fault

    async def __aenter__(self) -> Self:
        """Start listening.

        Raises:
            MissingPart: The port cannot be had.
        """
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: RtspConnection(self, self._clock.monotonic_s),
                self._host,
                self._port,
                backlog=1024,
            )
        except OSError as error:
            raise MissingPart(
                Bilingual("RTSP 端口无法使用", "the RTSP port cannot be used"),
                next_step=Bilingual("换一个端口 --port", "take another one by --port"),
                host=self._host,
                port=self._port,
                reason=error.strerror,
            ) from error
        self._port = self._server.sockets[0].getsockname()[1]
        self._housekeeper = asyncio.create_task(self._housekeeping(), name="rtsp-housekeeping")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection and stop listening."""
        if self._housekeeper is not None:
            self._housekeeper.cancel()
            await asyncio.gather(self._housekeeper, return_exceptions=True)
        self._wheel.close()
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections):
            connection.abort()
        await asyncio.sleep(0)

    def stream_at(self, path: str) -> CameraStream | None:
        """Return the camera at a path, None if there is none."""
        return self._streams.get(path)

    def new_session(self, transport: asyncio.Transport, channel: int) -> PlaySession:
        """Return a fresh session that is not playing yet."""
        return PlaySession.fresh(transport, channel, self._random)

    def start(self, stream: CameraStream, session: PlaySession) -> None:
        """Put a session on air with the next key frame."""
        at_s = stream.attach(session, asyncio.get_running_loop().time())
        if at_s is not None:
            self._wheel.add(stream, at_s)

    def opened(self, connection: RtspConnection) -> None:
        """Take note of a connection."""
        self._connections.add(connection)

    def closed(self, connection: RtspConnection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)

    async def _housekeeping(self) -> None:
        """Cut off clients that said nothing for too long."""
        while True:
            await asyncio.sleep(_HOUSEKEEPING_S)
            limit = self._clock.monotonic_s() - self._session_timeout_s
            for connection in tuple(self._connections):
                if connection.last_heard_s < limit:
                    connection.abort()
