"""Requests and answers on one connection to a camera."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Sequence

from ingest.errors import (
    CameraUnreachable,
    CredentialsRefused,
    RtspProtocolError,
    SpeaksHttp,
    TooSlow,
)
from ingest.rtsp.authenticator import Authenticator, Verdict
from ingest.rtsp.connection import Connection
from ingest.rtsp.rtsp_message import (
    MalformedMessage,
    RtspMessage,
    format_answer,
    format_request,
    take_message,
)
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.session_header import SessionHeader
from sharp_eyes.bilingual import Bilingual

MAX_EARLY_BYTES = 256 * 1024
"""Of interleaved packets that come before the answer to PLAY."""
MAX_ANSWER_BYTES = 2 * 1024 * 1024
"""Read while waiting for one answer."""
MAX_TRIES = 3
"""Of one request: without credentials, with them, with a renewed nonce."""
LEAVE_S = 0.5
"""How long a camera has to answer TEARDOWN; hundreds are left at once, side by side."""

_DOLLAR = 0x24
_ANSWER = re.compile(rb"RTSP/1\.\d \d{3}[^\r\n]*\r\n(?:[^\r\n]+\r\n)*?(?i:cseq):[ \t]*(\d+)\s")
_ANSWER_HEAD_BYTES = 1024
"""Of an answer, up to its CSeq: it may come in two pieces."""
_ANSWERED = ("OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "REDIRECT")

Headers = Sequence[tuple[str, str]]


class RtspExchange:
    """Sends one request at a time, signed if the server asks for it, and finds its answer.

    Args:
        url: Of the server, for errors.
        connection: Open; closed by its owner, or by ``close``.
        authenticator: Signs.
        settings: Limits.

    Attributes:
        connection: As given.
        authenticator: As given.
        session: The server's session; None before it named one.
        keeps_packets: Whether interleaved packets before the next answer belong to our stream.
        early_bytes: Those packets, and after ``take_rest`` what was read behind the last answer.
    """

    def __init__(
        self,
        url: RtspUrl,
        connection: Connection,
        authenticator: Authenticator,
        settings: RtspSettings,
    ) -> None:
        self.connection = connection
        self.authenticator = authenticator
        self.session: SessionHeader | None = None
        self.keeps_packets = False
        self.early_bytes = b""
        self._address = str(url)
        self._settings = settings
        self._received = bytearray()
        self._cseq = 0

    async def request(
        self, method: str, uri: str, headers: Headers = (), *, lenient: bool = False
    ) -> RtspMessage:
        """Send a request and return its answer.

        Args:
            method: For example ``DESCRIBE``.
            uri: What it is asked for.
            headers: Beside CSeq, User-Agent, Session and Authorization.
            lenient: Return a 401 that offers no way in instead of raising.

        Raises:
            CameraUnreachable: the connection ended.
            CredentialsRefused: user name and password missing or wrong.
            RtspProtocolError: what came is not an answer.
            TooSlow: no answer within the limit.
            OSError: the connection broke.
        """
        for _ in range(MAX_TRIES):
            answered = self.authenticator.ready
            await self.connection.send(self._format(method, uri, headers))
            try:
                async with asyncio.timeout(self._settings.request_timeout_s):
                    message = await self._receive_answer()
            except TimeoutError as error:
                what = Bilingual(zh=f"回答 {method}", en=f"answer to {method}")
                raise TooSlow(self._address, what, self._settings.request_timeout_s) from error
            self._note_session(message)
            if message.status != 401:
                if answered and message.status < 400:
                    self.authenticator.accepted()
                return message
            challenges = message.all("www-authenticate")
            if lenient and not challenges:
                return message
            verdict = self.authenticator.challenged(challenges, answered=answered)
            if verdict is not Verdict.RETRY:
                raise self.refusal(verdict)
        raise self.refusal(Verdict.REFUSED)

    def send_now(self, method: str, uri: str) -> None:
        """Send a request without waiting for its answer.

        Raises:
            OSError: the connection broke.
        """
        self.connection.send_now(self._format(method, uri, ()))

    def answer(self, request: RtspMessage) -> None:
        """Answer a request by the server (RFC 2326 §10: OPTIONS, ANNOUNCE, REDIRECT …).

        Raises:
            OSError: the connection broke.
        """
        headers = [("CSeq", (request.header("cseq") or "0")[:20])]
        session = request.header("session")
        if session is not None:
            headers.append(("Session", session[:200]))
        if request.method == "OPTIONS":
            headers.append(("Public", "OPTIONS, GET_PARAMETER, ANNOUNCE, REDIRECT"))
        if request.method in _ANSWERED:
            self.connection.send_now(format_answer(200, "OK", headers))
        else:
            self.connection.send_now(format_answer(501, "Not Implemented", headers))

    def take_rest(self) -> None:
        """Move what was read behind the last answer to ``early_bytes``."""
        self.early_bytes += bytes(self._received)
        self._received.clear()

    def take_early_bytes(self) -> bytes:
        """Return ``early_bytes`` and forget them: often a whole key frame."""
        taken, self.early_bytes = self.early_bytes, b""
        return taken

    def close(self, teardown_uri: str | None) -> None:
        """Close the connection, after a TEARDOWN if a session is open; never waits."""
        if teardown_uri is not None and self.session is not None:
            # If it is gone already, that is what we want.
            with contextlib.suppress(OSError):
                self.send_now("TEARDOWN", teardown_uri)
        self.connection.close()

    async def leave(self, teardown_uri: str | None) -> None:
        """Send TEARDOWN if a session is open, see it answered, and close.

        Whoever closes with bytes unread resets the connection, and a camera that is sending then
        may never read the TEARDOWN: it keeps a session of the few it has until that times out. So
        what comes is thrown away until the answer, and a nonce that has run out meanwhile, as of a
        camera that was held for hours, is renewed once; all of it for ``LEAVE_S`` at most.
        """
        try:
            if teardown_uri is not None and self.session is not None:
                # If it is gone already, that is what we want.
                with contextlib.suppress(OSError, TimeoutError):
                    async with asyncio.timeout(LEAVE_S):
                        if await self._is_challenged("TEARDOWN", teardown_uri):
                            await self._is_challenged("TEARDOWN", teardown_uri)
        finally:
            self.connection.close()

    async def _is_challenged(self, method: str, uri: str) -> bool:
        """Send a request; return whether its answer is a challenge that can be met."""
        answered = self.authenticator.ready
        await self.connection.send(self._format(method, uri, ()))
        message = await self._discard_up_to_answer()
        if message is None or message.status != 401:
            return False
        challenges = message.all("www-authenticate")
        return self.authenticator.challenged(challenges, answered=answered) is Verdict.RETRY

    async def _discard_up_to_answer(self) -> RtspMessage | None:
        """Return the answer to the last request; None where the connection ends before it."""
        # Not by its framing: what was read before may have ended inside a packet. And not any
        # answer: that to a sign of life may be lying there unread.
        wanted, kept = str(self._cseq).encode(), b""
        while data := await self.connection.receive():
            data = kept + data
            kept = data[-_ANSWER_HEAD_BYTES:]
            for found in _ANSWER.finditer(data):
                if found[1] == wanted:
                    kept = data[found.start() :]
                    try:
                        if taken := take_message(kept):
                            return taken[0]
                    except MalformedMessage:
                        return None
                    break
            # Receiving what is there already never yields to the loop.
            await asyncio.sleep(0)
        return None

    def refusal(self, verdict: Verdict) -> CredentialsRefused:
        """Say why we are not let in."""
        reasons = {
            Verdict.NO_CREDENTIALS: Bilingual(
                zh="需要用户名和密码，但没有登记", en="it wants a password, and none is registered"
            ),
            Verdict.UNKNOWN_SCHEME: Bilingual(
                zh="其认证方式不受支持（支持 Basic、Digest MD5、Digest SHA-256）",
                en="it offers no way in that we speak (Basic, Digest MD5, Digest SHA-256)",
            ),
        }
        wrong = Bilingual(zh="用户名或密码错误", en="wrong user name or password")
        return CredentialsRefused(self._address, reasons.get(verdict, wrong))

    def _format(self, method: str, uri: str, extra: Headers) -> bytes:
        self._cseq += 1
        headers = [("CSeq", str(self._cseq)), ("User-Agent", self._settings.user_agent)]
        if self.session is not None:
            headers.append(("Session", self.session.identifier))
        authorization = self.authenticator.authorization(method, uri)
        if authorization is not None:
            headers.append(("Authorization", authorization))
        return format_request(method, uri, [*headers, *extra])

    def _note_session(self, message: RtspMessage) -> None:
        text = message.header("session")
        if text and message.status < 400:
            self.session = SessionHeader.parse(text, self.session) or self.session

    async def _receive_answer(self) -> RtspMessage:
        """Read up to the next answer; packets that come before it are kept.

        Only one request is ever under way, so its answer is the next one whatever its CSeq: some
        firmware repeats an old number, or forgets it.
        """
        budget = MAX_ANSWER_BYTES
        while True:
            message = self._take_received()
            if message is None:
                if budget < 0:
                    # Receiving what is there already never yields to the loop: a flood would
                    # starve the other cameras.
                    reason = Bilingual(zh="大量数据却没有应答", en="a flood instead of an answer")
                    raise RtspProtocolError(self._address, reason, request=self._cseq)
                data = await self.connection.receive()
                if not data:
                    reason = Bilingual(zh="对方关闭了连接", en="it closed the connection")
                    raise CameraUnreachable(self._address, reason, request=self._cseq)
                self._received += data
                budget -= len(data)
            elif message.is_request:
                self.answer(message)
            elif message.status >= 200:
                return message

    def _take_received(self) -> RtspMessage | None:
        """Take the next message off what was received, setting interleaved packets aside."""
        received = self._received
        while received:
            if received[0] == _DOLLAR:
                if len(received) < 4:
                    return None
                size = 4 + int.from_bytes(received[2:4], "big")
                if len(received) < size:
                    return None
                if self.keeps_packets and len(self.early_bytes) + size <= MAX_EARLY_BYTES:
                    self.early_bytes += bytes(received[:size])
                del received[:size]
            elif received[0] in b"\r\n":
                del received[:1]
            else:
                try:
                    taken = take_message(received)
                except MalformedMessage as error:
                    if received.startswith(b"HTTP/"):
                        raise SpeaksHttp(self._address, request=self._cseq) from error
                    reason = Bilingual(zh=f"不是 RTSP：{error}", en=f"not RTSP: {error}")
                    raise RtspProtocolError(self._address, reason, request=self._cseq) from error
                if taken is None:
                    return None
                del received[: taken[1]]
                return taken[0]
        return None
