"""An RTSP camera that does as it is told, wrongs included; for tests alone."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import itertools
import os
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.codec import Codec
from tests.unit.ingest.clips import Clip
from tests.unit.ingest.packets import interleaved, packets


@dataclass
class Request:
    method: str
    uri: str
    headers: dict[str, str]


@dataclass
class Script:
    """What a camera does.

    ``answer`` may replace any answer, ``rewrite`` any answer's head, ``wire`` any access unit.
    """

    clip: Clip
    username: str = ""
    password: str = ""
    challenges: tuple[str, ...] = ()
    sdp_sets: bool = True
    path_control: str | None = "trackID=1"
    session_control: str = "*"
    describe_headers: str = ""
    transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1"
    channel: int = 0
    session: str = "12345678;timeout=60"
    public: str = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
    unit_every_s: float = 0.02
    answer: Callable[[Request], bytes | None] = lambda request: None
    wire: Callable[[int, bytes], bytes] = lambda number, data: data
    before_play_answer: bytes = b""
    rewrite: Callable[[bytes], bytes] = lambda head: head
    nonces: Iterator[str] = field(default_factory=lambda: (f"nonce{n}" for n in itertools.count()))
    nonce_lasts: int = 1_000_000


class _ToTheEnd(asyncio.StreamReaderProtocol):
    """Takes what lies in the socket when sending failed, before the connection is lost.

    A client that goes says TEARDOWN and closes. Where it left something unread its kernel resets
    the connection, and a camera that is sending finds that out before it reads the TEARDOWN.
    """

    _file: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if transport.get_extra_info("sslcontext") is None:
            self._file = transport.get_extra_info("socket").fileno()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None and self._file is not None:
            with contextlib.suppress(OSError):
                while data := os.read(self._file, 65_536):
                    self.data_received(data)
        super().connection_lost(exc)


class ScriptedCamera:
    def __init__(
        self, script: Script, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.script = script
        self._host = host
        self.requests: list[Request] = []
        self.connections = 0
        self.open_connections = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._players: set[asyncio.Task[None]] = set()
        self._nonce = next(script.nonces)
        self._nonce_used = 0
        self.port = 0

    async def __aenter__(self) -> ScriptedCamera:
        loop = asyncio.get_running_loop()

        def protocol() -> _ToTheEnd:
            return _ToTheEnd(asyncio.StreamReader(loop=loop), self._serve, loop=loop)

        self._server = await loop.create_server(protocol, self._host, self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.drop_all()
        for player in list(self._players):
            player.cancel()
        await asyncio.gather(*self._players, return_exceptions=True)

    def drop_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def url(self, path: str = "/live", *, scheme: str = "rtsp", userinfo: str = "") -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{userinfo}{host}:{self.port}{path}"

    def count(self, method: str) -> int:
        return sum(request.method == method for request in self.requests)

    def send(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        self._writers.add(writer)
        player: asyncio.Task[None] | None = None
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                first, *lines = head.strip().split("\r\n")
                if first.startswith("RTSP/"):
                    self.requests.append(Request("ANSWER", first, {}))
                    continue
                method, uri, _ = first.split()
                headers = {}
                for line in lines:
                    name, _, value = line.partition(": ")
                    headers[name.lower()] = value
                request = Request(method, uri, headers)
                self.requests.append(request)
                answer = self.script.answer(request)
                if answer is None:
                    answer = self._answer(request)
                if method == "PLAY":
                    writer.write(self.script.before_play_answer)
                head, blank, body = answer.partition(b"\r\n\r\n")
                head = self.script.rewrite(head + blank) if answer else b""
                writer.write(head.replace(b"<CSEQ>", headers["cseq"].encode()) + body)
                if method == "PLAY" and b" 200 " in answer:
                    player = asyncio.create_task(self._play(writer))
                    self._players.add(player)
                    player.add_done_callback(self._players.discard)
                if method == "TEARDOWN" and b" 401 " not in answer:
                    return
        except (asyncio.IncompleteReadError, OSError, asyncio.LimitOverrunError):
            pass
        finally:
            self.open_connections -= 1
            if player is not None:
                player.cancel()
            self._writers.discard(writer)
            writer.close()

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        made = packets(self.script.clip, repeat=True)
        with contextlib.suppress(OSError):
            for number, unit in enumerate(made):
                channel = self.script.channel
                data = b"".join(interleaved(packet, channel) for packet in unit)
                data = self.script.wire(number, data)
                if data:
                    writer.write(data)
                    await writer.drain()
                await asyncio.sleep(self.script.unit_every_s)

    def _answer(self, request: Request) -> bytes:
        script = self.script
        if script.challenges and not self._signed(request):
            return self._challenge()
        if request.method == "OPTIONS":
            return ok(f"Public: {script.public}\r\n")
        if request.method == "DESCRIBE":
            body = self.sdp()
            return ok(
                f"Content-Type: application/sdp\r\n{script.describe_headers}"
                f"Content-Length: {len(body)}\r\n",
                body,
            )
        if request.method == "SETUP":
            return ok(f"Transport: {script.transport}\r\nSession: {script.session}\r\n")
        return ok(f"Session: {script.session}\r\n")

    def sdp(self) -> str:
        clip = self.script.clip
        sets = [base64.b64encode(unit).decode() for unit in clip.sets]
        if clip.codec is Codec.H264:
            name, extra = "H264", f"; sprop-parameter-sets={','.join(sets)}"
        else:
            extra = "; sprop-vps={}; sprop-sps={}; sprop-pps={}".format(*sets)
            name = "H265"
        extra = extra if self.script.sdp_sets else ""
        control = self.script.path_control
        control = "" if control is None else f"a=control:{control}\r\n"
        return (
            f"v=0\r\ns=x\r\na=control:{self.script.session_control}\r\n"
            "m=audio 0 RTP/AVP 8\r\na=control:audio\r\n"
            f"m=video 0 RTP/AVP 96\r\na=rtpmap:96 {name}/90000\r\n"
            f"a=fmtp:96 packetization-mode=1{extra}\r\n{control}"
        )

    def _challenge(self) -> bytes:
        stale = ""
        if self._nonce_used >= self.script.nonce_lasts:
            self._nonce = next(self.script.nonces)
            self._nonce_used = 0
            stale = ", stale=true"
        lines = ""
        for challenge in self.script.challenges:
            extra = f', nonce="{self._nonce}"{stale}' if challenge.startswith("Digest") else ""
            lines += f"WWW-Authenticate: {challenge}{extra}\r\n"
        return f"RTSP/1.0 401 Unauthorized\r\nCSeq: <CSEQ>\r\n{lines}\r\n".encode()

    def _signed(self, request: Request) -> bool:
        """Check a signature by RFC 2617 and 7616, written apart from the client."""
        text = request.headers.get("authorization", "")
        script = self.script
        if text.startswith("Basic "):
            wanted = base64.b64encode(f"{script.username}:{script.password}".encode()).decode()
            return text == f"Basic {wanted}" and any("Basic" in c for c in script.challenges)
        quoted = re.findall(r'(\w+)="((?:\\.|[^"\\])*)"', text)
        given = {name: re.sub(r"\\(.)", r"\1", value) for name, value in quoted}
        given |= dict(re.findall(r"(\w+)=([^\",\s]+)", text))
        if given.get("nonce") != self._nonce or self._nonce_used >= script.nonce_lasts:
            return False
        if given.get("uri") != request.uri:
            return False
        algorithm = given.get("algorithm", "MD5")
        if not any(
            c.startswith("Digest") and ("algorithm" not in c or f"algorithm={algorithm}" in c)
            for c in script.challenges
        ):
            return False
        hasher = hashlib.sha256 if algorithm == "SHA-256" else hashlib.md5

        def digest(value: str) -> str:
            return hasher(value.encode()).hexdigest()

        secret = digest(f"{script.username}:{given['realm']}:{script.password}")
        wanted = digest(f"{request.method}:{request.uri}")
        middle = self._nonce
        if "qop" in given:
            middle += f":{given['nc']}:{given['cnonce']}:{given['qop']}"
        if given.get("response") != digest(f"{secret}:{middle}:{wanted}"):
            return False
        self._nonce_used += 1
        return True


def ok(headers: str = "", body: str = "") -> bytes:
    text = f"RTSP/1.0 200 OK\r\nCSeq: <CSEQ>\r\n{headers}\r\n{body}"
    return text.encode("utf-8", "surrogateescape")


def status(code: int, reason: str = "No", headers: str = "") -> bytes:
    return f"RTSP/1.0 {code} {reason}\r\nCSeq: <CSEQ>\r\n{headers}\r\n".encode()
