"""The RTSP side of one TCP connection."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable
from typing import Protocol, cast
from urllib.parse import urlsplit

from simulators.rtsp_server.audio_track import AudioTrack
from simulators.rtsp_server.auth import Auth
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.manners import Manners
from simulators.rtsp_server.outlet import Outlet
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.rtsp_request import (
    MAX_REQUEST_BYTES,
    MalformedRequest,
    RtspRequest,
)
from simulators.rtsp_server.tcp_outlet import TcpOutlet
from simulators.rtsp_server.udp_outlet import UdpOutlet

_SEND_BUFFER_BYTES = 128 * 1024
_TLS_HIGH_BYTES = 128 * 1024
_TLS_LOW_BYTES = 16 * 1024
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
_FEWER_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
_STATUS = {
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Stream Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    455: "Method Not Valid In This State",
    461: "Unsupported Transport",
}


class ConnectionHost(Protocol):
    """What a connection needs of its server."""

    @property
    def auth(self) -> Auth | None:
        """Check of credentials, None for open access."""
        ...

    @property
    def manners(self) -> Manners:
        """How to speak."""
        ...

    @property
    def port(self) -> int:
        """The port it listens on."""
        ...

    def stream_at(self, path: str) -> CameraStream | None:
        """Return the camera at a path."""
        ...

    def start(self, stream: CameraStream, session: PlaySession) -> None:
        """Put a session on air."""
        ...

    def opened(self, connection: RtspConnection) -> None:
        """Take note of a connection."""
        ...

    def closed(self, connection: RtspConnection) -> None:
        """Forget a connection."""
        ...


class RtspConnection(asyncio.Protocol):
    """Parses requests, answers them, and drops what else the client sends (its RTCP).

    Args:
        host: The server.
        monotonic_s: Clock for the session's timeout.
        sock: The connection's socket, None when it is a TLS connection.
    """

    def __init__(
        self,
        host: ConnectionHost,
        monotonic_s: Callable[[], float],
        sock: socket.socket | None,
    ) -> None:
        self._host = host
        self._monotonic_s = monotonic_s
        self._socket = sock
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._session: PlaySession | None = None
        self._session_id = ""
        self._stream: CameraStream | None = None
        self._playing = False
        self._audio: AudioTrack | None = None
        self.last_heard_s = monotonic_s()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Set the socket up so that a slow reader is noticed early."""
        self._transport = transport = cast("asyncio.Transport", transport)
        if self._socket is not None:
            # Sessions write to the socket themselves, and may do so only while the transport
            # holds nothing: it says so by pausing at the first byte and resuming after the last.
            transport.set_write_buffer_limits(high=0, low=0)
        else:
            transport.set_write_buffer_limits(high=_TLS_HIGH_BYTES, low=_TLS_LOW_BYTES)
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the session."""
        self._end_session()
        self._host.closed(self)

    def pause_writing(self) -> None:
        """Drop frames from now on: the client reads too slowly."""
        if self._session is not None:
            self._session.blocked = True

    def resume_writing(self) -> None:
        """Go on with the next key frame."""
        if self._session is not None:
            self._session.blocked = False

    def data_received(self, data: bytes) -> None:
        """Take bytes apart into requests and interleaved packets."""
        self.last_heard_s = self._monotonic_s()
        buffer = self._buffer
        buffer += data
        try:
            while buffer and self._take_one():
                pass
            if len(buffer) > MAX_REQUEST_BYTES + 65_540:
                raise MalformedRequest("too long")
        except MalformedRequest:
            # Not logged: whoever sends nonsense would write our logs.
            self._answer(400, "0", [])
            self.abort(gently=True)

    def abort(self, gently: bool = False) -> None:
        """Cut the connection; gently lets what is buffered go out first."""
        if self._transport is not None:
            if gently:
                self._transport.close()
            else:
                self._transport.abort()

    @property
    def frozen(self) -> bool:
        """Whether the peer plays dead: nothing is read, so nothing can be heard."""
        return self._session is not None and self._session.frozen

    def _take_one(self) -> bool:
        buffer = self._buffer
        if buffer[0] == 0x24:
            if len(buffer) < 4:
                return False
            end = 4 + int.from_bytes(buffer[2:4], "big")
            if len(buffer) < end:
                return False
            del buffer[:end]
            return True
        head_end = buffer.find(b"\r\n\r\n", 0, MAX_REQUEST_BYTES)
        if head_end < 0:
            if len(buffer) >= MAX_REQUEST_BYTES:
                raise MalformedRequest("no end of headers")
            return False
        request = RtspRequest.parse(bytes(buffer[:head_end]).lstrip(b"\r\n"))
        end = head_end + 4 + request.body_bytes
        if len(buffer) < end:
            return False
        del buffer[:end]
        self._handle(request)
        return True

    def _handle(self, request: RtspRequest) -> None:
        cseq = request.headers.get("cseq", "0")[:20]
        stream = self._stream or self._host.stream_at(request.path)
        fault = None if stream is None else stream.fault
        if fault is not None and not fault.answers:
            return
        if request.method == "OPTIONS":
            self._answer(200, cseq, [f"Public: {self._methods()}"])
            return
        auth = self._host.auth if fault is None else fault.checked_by(self._host.auth)
        if auth is not None:
            verdict = auth.check(request.headers.get("authorization", ""), request.method)
            if verdict != "ok":
                lines = [f"WWW-Authenticate: {c}" for c in auth.challenges(verdict == "stale")]
                self._answer(401, cseq, lines)
                return
        handlers = {
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
            "TEARDOWN": self._teardown,
        }
        if self._host.manners.get_parameter:
            handlers |= {"GET_PARAMETER": self._keep_alive, "SET_PARAMETER": self._keep_alive}
        handler = handlers.get(request.method)
        if handler is None:
            self._answer(405, cseq, [f"Allow: {self._methods()}"])
            return
        handler(request, cseq)

    def _methods(self) -> str:
        return _METHODS if self._host.manners.get_parameter else _FEWER_METHODS

    def _own_host(self) -> str:
        """Return the address that the client reached us by."""
        address = self._transport.get_extra_info("sockname") if self._transport else None
        return str(address[0]) if address else "127.0.0.1"

    def _describe(self, request: RtspRequest, cseq: str) -> None:
        manners = self._host.manners
        target = manners.redirects.get(request.path)
        if target is not None:
            self._answer(302, cseq, [f"Location: {target.format(port=self._host.port)}"])
            return
        stream = self._host.stream_at(request.path)
        if stream is None:
            self._answer(404, cseq, [])
            return
        base = request.url.split("?", 1)[0].rstrip("/") + "/"
        body = stream.clip.sdp(
            self._own_host(),
            "sharp-eyes",
            control=_bare(base) if manners.control == "absolute" else "",
            sprop=manners.sprop,
            audio=manners.audio,
        ).encode()
        lines = [f"Content-Base: {base}"] if manners.content_base else []
        self._answer(200, cseq, [*lines, "Content-Type: application/sdp"], body)

    def _setup(self, request: RtspRequest, cseq: str) -> None:
        manners = self._host.manners
        stream = self._host.stream_at(request.path)
        channel = request.interleaved_channel if manners.transport != "udp" else None
        ports = request.client_ports if manners.transport != "tcp" else None
        if stream is None or self._transport is None:
            self._answer(404, cseq, [])
        elif channel is None and ports is None:
            self._answer(461, cseq, [])
        elif self._playing or (request.track == 1 and manners.audio is None):
            self._answer(455, cseq, [])
        elif request.track == 1:
            self._setup_audio(request, cseq, stream, channel)
        elif channel is not None:
            outlet: Outlet = TcpOutlet(self._transport, self._socket)
            session = self._new_session(stream, outlet, channel)
            self._answer_setup(
                cseq,
                f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
                f";ssrc={session.broadcast.ssrc:08X}",
            )
        else:
            self._setup_udp(cseq, stream, ports or (0, 0))

    def _setup_audio(
        self, request: RtspRequest, cseq: str, stream: CameraStream, channel: int | None
    ) -> None:
        if channel is None:
            # Sound over UDP is not simulated.
            self._answer(461, cseq, [])
            return
        if self._session is None and self._transport is not None:
            # Whoever asks for the sound first gets its video session at the video's SETUP.
            self._session_id = secrets.token_hex(8)
        self._audio = AudioTrack(channel, secrets.randbits(32), stream.clip.fps)
        if self._session is not None:
            self._session.audio = self._audio
        self._answer_setup(cseq, f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}")

    def _setup_udp(self, cseq: str, stream: CameraStream, ports: tuple[int, int]) -> None:
        transport = self._transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        if transport is None or peer is None:
            return
        try:
            outlet = UdpOutlet(transport, self._own_host(), peer[0], ports)
        except OSError:
            self._answer(461, cseq, [])
            return
        session = self._new_session(stream, outlet, 0)
        own = outlet.ports
        self._answer_setup(
            cseq,
            f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]};server_port={own[0]}-{own[1]}"
            f";ssrc={session.broadcast.ssrc:08X}",
        )

    def _new_session(self, stream: CameraStream, outlet: Outlet, channel: int) -> PlaySession:
        if self._session is not None:
            self._session.outlet.close()
        self._stream = stream
        self._session_id = self._session_id or secrets.token_hex(8)
        self._session = PlaySession(
            outlet,
            channel,
            stream.broadcast,
            loop=stream.loop,
            born_s=asyncio.get_running_loop().time(),
        )
        self._session.audio = self._audio
        return self._session

    def _answer_setup(self, cseq: str, transport: str) -> None:
        timeout_s = self._host.manners.session_timeout_s
        self._answer(
            200,
            cseq,
            [f"Transport: {transport}", f"Session: {self._session_id};timeout={timeout_s}"],
        )

    def _play(self, request: RtspRequest, cseq: str) -> None:
        if not self._owns(request) or self._session is None or self._stream is None:
            self._answer(454, cseq, [])
            return
        stream, session = self._stream, self._session
        timeout_s = self._host.manners.session_timeout_s
        lines = [f"Session: {self._session_id};timeout={timeout_s}", "Range: npt=now-"]
        if not self._playing:
            now_s = asyncio.get_running_loop().time()
            first = stream.next_key_index(stream.index_at(now_s) + 1)
            sequence, stamp = stream.rtp_of(first)
            base = request.url.split("?", 1)[0].rstrip("/")
            lines.append(f"RTP-Info: url={base}/trackID=0;seq={sequence};rtptime={stamp}")
        self._answer(200, cseq, lines)
        if not self._playing:
            self._playing = True
            self._host.start(stream, session)

    def _keep_alive(self, request: RtspRequest, cseq: str) -> None:
        if "session" in request.headers and not self._owns(request):
            self._answer(454, cseq, [])
            return
        self._answer(200, cseq, [f"Session: {self._session_id}"] if self._session_id else [])

    def _teardown(self, request: RtspRequest, cseq: str) -> None:
        if not self._owns(request):
            self._answer(454, cseq, [])
            return
        self._end_session()
        self._answer(200, cseq, [])

    def _owns(self, request: RtspRequest) -> bool:
        given = request.headers.get("session", "").split(";")[0].strip()
        return bool(self._session_id) and given == self._session_id

    def _end_session(self) -> None:
        if self._stream is not None and self._session is not None:
            self._stream.detach(self._session)
            self._session.outlet.close()
        self._session = None
        self._audio = None
        self._stream = None
        self._session_id = ""
        self._playing = False

    def _answer(self, status: int, cseq: str, lines: list[str], body: bytes = b"") -> None:
        if self._transport is None or self._transport.is_closing():
            return
        head = [f"RTSP/1.0 {status} {_STATUS[status]}", f"CSeq: {cseq}", "Server: sharp-eyes"]
        head += lines
        if body:
            head.append(f"Content-Length: {len(body)}")
        self._transport.write("\r\n".join([*head, "", ""]).encode() + body)


def _bare(url: str) -> str:
    """Return an address without user name and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
