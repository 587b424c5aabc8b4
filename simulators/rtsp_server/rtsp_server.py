"""Many cameras behind one TCP port."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Mapping
from random import Random
from types import TracebackType
from typing import Self

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, MissingPart
from simulators.rtsp_server.air import Air
from simulators.rtsp_server.auth import Auth
from simulators.rtsp_server.broadcast import Broadcast
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.faults.fault import Fault
from simulators.rtsp_server.manners import Manners
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_connection import RtspConnection

EVERY_CAMERA = "*"
_HOUSEKEEPING_S = 1.0
_BACKLOG = 2048
_ACCEPT_AT_ONCE = 64
_HANDSHAKE_LIMIT_S = 10.0


class RtspServer:
    """An RTSP 1.0 server for clips prepared beforehand, RTP over the same TCP connection or UDP.

    Use it as an async context manager, inside a running loop.

    Args:
        clock: Wall clock for sender reports and the epoch of the cameras.
        host: Address to listen on, IPv4 or IPv6.
        port: Port; 0 takes a free one, see ``port`` afterwards.
        auth: ``DigestAuth`` or ``BasicAuth``, None for open access.
        random: Source of SSRCs, sequence numbers and timestamps.
        session_timeout_s: A client that is silent for so long is cut off; by default half as long
            again as its manners announce.
        manners: How it speaks.
        tls: Context with a certificate, for RTSPS.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        auth: Auth | None,
        random: Random,
        session_timeout_s: float | None = None,
        manners: Manners | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._host = host
        self._port = port
        self.auth = auth
        self.manners = manners if manners is not None else Manners()
        self._random = random
        self._session_timeout_s = (
            session_timeout_s
            if session_timeout_s is not None
            else self.manners.session_timeout_s * 1.5
        )
        self._tls = tls
        self._streams: dict[str, CameraStream] = {}
        self._broadcasts: dict[int, Broadcast] = {}
        self._connections: set[RtspConnection] = set()
        self._arriving: set[asyncio.Task[None]] = set()
        self._air = Air()
        self._listener: socket.socket | None = None
        self._housekeeper: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def streams(self) -> Mapping[str, CameraStream]:
        """The cameras by path."""
        return self._streams

    @property
    def connection_count(self) -> int:
        """Open connections."""
        return len(self._connections)

    def take_worst_lag_s(self) -> float:
        """Return how late a frame left at most since the last call, seconds."""
        return self._air.take_worst_lag_s()

    def add_camera(
        self,
        path: str,
        clip: PreparedClip,
        *,
        start_frame: int = 0,
        loop: bool = True,
        phase_s: float = 0.0,
        since_s: float | None = None,
    ) -> CameraStream:
        """Put a camera on air, from now on.

        Args:
            path: Path of its address, with the leading slash.
            clip: What it shows; shared with other cameras.
            start_frame: Frame of the clip that is on air at its epoch.
            loop: Whether it starts again; otherwise its tail is repeated for ever.
            phase_s: Moves its frames within the frame period, so that cameras do not send at once.
            since_s: Loop time that the phase counts from; now, if none is given.

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
        # By identity: comparing clips by value would compare all their bytes.
        broadcast = self._broadcasts.get(id(clip))
        if broadcast is None:
            broadcast = self._broadcasts[id(clip)] = Broadcast(clip, self._random)
        now_s = asyncio.get_running_loop().time()
        epoch_s = (now_s if since_s is None else since_s) + phase_s
        stream = CameraStream(
            path,
            broadcast,
            epoch_s=epoch_s,
            epoch_utc_s=self._clock.now().timestamp() + epoch_s - now_s,
            start_frame=start_frame,
            loop=loop,
        )
        self._streams[path] = stream
        return stream

    def remove_camera(self, path: str) -> None:
        """Take a camera off: whoever watches it is cut off, and it is not found any more.

        Raises:
            KeyError: There is no such camera.
        """
        stream = self._streams.pop(path)
        for session in tuple(stream.sessions):
            session.outlet.cut()

    def set_fault(self, path: str, fault: Fault | None) -> None:
        """Switch a camera's fault on, to another, or off.

        Args:
            path: The camera's path, or ``*`` for every camera.
            fault: What goes wrong from now on; None for nothing.

        Raises:
            KeyError: There is no such camera.
            BadInput: The fault shows a clip of another frame rate.
        """
        streams = self._streams.values() if path == EVERY_CAMERA else (self._streams[path],)
        for stream in streams:
            stream.fault = fault

    async def __aenter__(self) -> Self:
        """Start listening.

        Raises:
            MissingPart: The port cannot be had.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setblocking(False)
            listener.bind((self._host, self._port))
            listener.listen(_BACKLOG)
        except OSError as error:
            listener.close()
            raise MissingPart(
                Bilingual("RTSP 端口无法使用", "the RTSP port cannot be used"),
                next_step=Bilingual("换一个端口 --port", "take another one by --port"),
                host=self._host,
                port=self._port,
                reason=error.strerror,
            ) from error
        self._listener = listener
        self._port = listener.getsockname()[1]
        asyncio.get_running_loop().add_reader(listener, self._accept, listener)
        self._housekeeper = asyncio.create_task(self._housekeeping(), name="rtsp-housekeeping")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection and stop listening."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
        ending = [*self._arriving]
        if self._housekeeper is not None:
            ending.append(self._housekeeper)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        self._air.close()
        for connection in tuple(self._connections):
            connection.abort()
        await asyncio.sleep(0)

    def stream_at(self, path: str) -> CameraStream | None:
        """Return the camera at a path, None if there is none."""
        return self._streams.get(path)

    def start(self, stream: CameraStream, session: PlaySession) -> None:
        """Put a session on air with the next key frame."""
        stream.attach(session)
        if not stream.on_table:
            stream.on_table = True
            self._air.put(stream, stream.broadcast.clip.fps)

    def opened(self, connection: RtspConnection) -> None:
        """Take note of a connection."""
        self._connections.add(connection)

    def closed(self, connection: RtspConnection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPT_AT_ONCE):
            try:
                sock, _ = listener.accept()
            except OSError:
                # Nobody is waiting any more, gave up meanwhile, or there is no descriptor left:
                # the loop calls again as long as somebody waits.
                return
            sock.setblocking(False)
            task = asyncio.get_running_loop().create_task(self._welcome(sock), name="rtsp-arrival")
            self._arriving.add(task)
            task.add_done_callback(self._arriving.discard)

    async def _welcome(self, sock: socket.socket) -> None:
        """Hand a connection to the loop; its socket stays known for direct writing."""
        direct = sock if self._tls is None else None
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: RtspConnection(self, self._clock.monotonic_s, direct),
                sock,
                ssl=self._tls,
                ssl_handshake_timeout=None if self._tls is None else _HANDSHAKE_LIMIT_S,
            )
        except (OSError, ssl.SSLError):
            # A client that breaks off, or does not trust the certificate, is its own affair.
            with contextlib.suppress(OSError):
                sock.close()

    async def _housekeeping(self) -> None:
        """Cut off clients that said nothing for too long."""
        while True:
            await asyncio.sleep(_HOUSEKEEPING_S)
            limit = self._clock.monotonic_s() - self._session_timeout_s
            for connection in tuple(self._connections):
                if connection.last_heard_s < limit and not connection.frozen:
                    connection.abort()
