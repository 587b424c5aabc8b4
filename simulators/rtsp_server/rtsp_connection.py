"""The RTSP side of one TCP connection."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable
from typing import Protocol, cast

from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.rtsp_request import (
    MAX_REQUEST_BYTES,
    MalformedRequest,
    RtspRequest,
)

SESSION_TIMEOUT_S = 60
_SEND_BUFFER_BYTES = 128 * 1024
_WRITE_HIGH_BYTES = 128 * 1024
_WRITE_LOW_BYTES = 16 * 1024
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
_STATUS = {
    200: "OK",
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
    def auth(self) -> DigestAuth | None:
        """Digest check, None for open access."""
        ...

    def stream_at(self, path: str) -> CameraStream | None:
        """Return the camera at a path."""
        ...

    def new_session(self, transport: asyncio.Transport, channel: int) -> PlaySession:
        """Return a fresh session that is not playing yet."""
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
    """

    def __init__(self, host: ConnectionHost, monotonic_s: Callable[[], float]) -> None:
        self._host = host
        self._monotonic_s = monotonic_s
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._session: PlaySession | None = None
        self._session_id = ""
        self._stream: CameraStream | None = None
        self._playing = False
        self.last_heard_s = monotonic_s()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Set the socket up so that a slow reader is noticed early."""
        self._transport = transport = cast("asyncio.Transport", transport)
        transport.set_write_buffer_limits(high=_WRITE_HIGH_BYTES, low=_WRITE_LOW_BYTES)
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
    def playing(self) -> bool:
        """Whether a session is on air."""
        return self._playing

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
        if request.method == "OPTIONS":
            self._answer(200, cseq, [f"Public: {_METHODS}"])
            return
        auth = self._host.auth
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
            "GET_PARAMETER": self._keep_alive,
            "SET_PARAMETER": self._keep_alive,
            "TEARDOWN": self._teardown,
        }
        handler = handlers.get(request.method)
        if handler is None:
            self._answer(405, cseq, [f"Allow: {_METHODS}"])
            return
        handler(request, cseq)

    def _describe(self, request: RtspRequest, cseq: str) -> None:
        stream = self._host.stream_at(request.path)
        if stream is None or self._transport is None:
            self._answer(404, cseq, [])
            return
        address = self._transport.get_extra_info("sockname")
        body = stream.clip.sdp(address[0] if address else "127.0.0.1", "sharp-eyes").encode()
        base = request.url.split("?", 1)[0].rstrip("/")
        self._answer(200, cseq, [f"Content-Base: {base}/", "Content-Type: application/sdp"], body)

    def _setup(self, request: RtspRequest, cseq: str) -> None:
        stream = self._host.stream_at(request.path)
        channel = request.interleaved_channel
        if stream is None or self._transport is None:
            self._answer(404, cseq, [])
        elif channel is None:
            self._answer(461, cseq, [])
        elif self._playing:
            self._answer(455, cseq, [])
        else:
            self._stream = stream
            self._session = self._host.new_session(self._transport, channel)
            self._session_id = secrets.token_hex(8)
            self._answer(
                200,
                cseq,
                [
                    f"Transport: RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
                    f";ssrc={self._session.ssrc:08X}",
                    f"Session: {self._session_id};timeout={SESSION_TIMEOUT_S}",
                ],
            )

    def _play(self, request: RtspRequest, cseq: str) -> None:
        if not self._owns(request) or self._session is None or self._stream is None:
            self._answer(454, cseq, [])
            return
        stream, session = self._stream, self._session
        lines = [f"Session: {self._session_id};timeout={SESSION_TIMEOUT_S}", "Range: npt=now-"]
        if not self._playing:
            now_s = asyncio.get_running_loop().time()
            first = stream.next_key_index(stream.index_at(now_s) + 1)
            stamp = (session.timestamp_base + stream.clip.timestamp_of(first)) & 0xFFFFFFFF
            base = request.url.split("?", 1)[0].rstrip("/")
            lines.append(f"RTP-Info: url={base}/trackID=0;seq={session.sequence};rtptime={stamp}")
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
        self._session = None
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
