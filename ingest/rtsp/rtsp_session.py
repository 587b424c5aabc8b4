"""The control plane of one stream: from OPTIONS to PLAY, keep-alive, TEARDOWN."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from ingest.errors import (
    BadStreamAddress,
    CameraUnreachable,
    CredentialsRefused,
    NoUsableVideo,
    RtspProtocolError,
    RtspRefusal,
    TooSlow,
)
from ingest.rtsp.authenticator import Authenticator, Verdict
from ingest.rtsp.connection import Connection
from ingest.rtsp.connector import Connector, explain
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.rtsp_message import (
    MalformedMessage,
    RtspMessage,
    format_answer,
    format_request,
    take_message,
)
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.session_description import SessionDescription
from ingest.rtsp.session_header import DEFAULT_SESSION_TIMEOUT_S, SessionHeader
from ingest.rtsp.video_track import VideoTrack, describe_offer
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

MAX_EARLY_BYTES = 256 * 1024
"""Of interleaved packets that come before the answer to PLAY."""
MAX_ANSWER_BYTES = 2 * 1024 * 1024
"""Read while waiting for one answer."""
MAX_TRIES = 3
"""Of one request: without credentials, with them, with a renewed nonce."""

_DOLLAR = 0x24


class RtspSession:
    """One stream of one camera, TCP interleaved.

    ``open`` runs the control plane; from then on whoever reads the stream gives its messages to
    ``take_message``, calls ``keep_alive`` every ``keep_alive_s`` and at last ``close``.

    Args:
        url: The stream, without credentials.
        credentials: The camera's user name and password, if it has any.
        connector: Opens the connection.
        settings: Limits.
        new_cnonce: Makes client nonces for Digest.
        pinned_sha256: The camera's certificate, for rtsps.

    Attributes:
        track: The video asked for; set by ``open``.
        channels: Its interleaved channels; set by ``open``.
        early_bytes: Of the stream, read together with the answer to PLAY.
        failure: Why the session is over, by the server's word; None while it goes on.
    """

    def __init__(
        self,
        url: RtspUrl,
        credentials: Credentials | None,
        connector: Connector,
        settings: RtspSettings,
        new_cnonce: Callable[[], str],
        pinned_sha256: str | None = None,
    ) -> None:
        self.url = url
        self.track: VideoTrack
        self.channels = InterleavedChannels(0, 1)
        self.early_bytes = b""
        self.failure: SharpEyesError | None = None
        self._credentials = credentials
        self._connector = connector
        self._settings = settings
        self._new_cnonce = new_cnonce
        self._pinned_sha256 = pinned_sha256
        self._home = url
        self._forget()

    def _forget(self) -> None:
        """Begin anew at another server."""
        trusted = (
            self.url.host == self._home.host
            # A password is never carried to another host, nor out of TLS into the clear.
            and (self.url.secure or not self._home.secure)
        )
        credentials = self._credentials if trusted else None
        self._authenticator = Authenticator(credentials, self._new_cnonce)
        self._connection: Connection | None = None
        self._received = bytearray()
        self._cseq = 0
        self._session: SessionHeader | None = None
        self._control = str(self.url)
        self._public: set[str] = set()
        self._keep_alive_method = "GET_PARAMETER"
        self._keep_alive_cseq = -1
        self._keep_alive_tries = 0
        self._playing = False

    @property
    def connection(self) -> Connection:
        """The open connection."""
        if self._connection is None:
            raise RuntimeError("the session is not open")
        return self._connection

    @property
    def keep_alive_s(self) -> float:
        """How often to call ``keep_alive``: half the server's session timeout, at most 30 s."""
        timeout_s = self._session.timeout_s if self._session else DEFAULT_SESSION_TIMEOUT_S
        return min(timeout_s / 2, 30.0)

    async def open(self) -> None:
        """Connect and ask for the video, following redirects.

        Raises:
            CameraUnreachable: no connection, it broke, or too many redirects.
            CertificateRefused: TLS certificate not trusted.
            CredentialsRefused: user name and password missing or wrong.
            RtspRefusal: an error status.
            RtspProtocolError: not RTSP.
            NoUsableVideo: no H.264 or H.265 video.
            TooSlow: a limit ran out.
        """
        try:
            async with asyncio.timeout(self._settings.open_timeout_s):
                for _ in range(self._settings.max_redirects + 1):
                    target = await self._open_once()
                    if target is None:
                        return
                    self.close()
                    self.url = target
                    self._forget()
            reason = Bilingual(zh="重定向次数过多", en="redirected too often")
            raise CameraUnreachable(str(self.url), reason)
        except TimeoutError as error:
            self.close()
            what = Bilingual(zh="完成会话建立", en="session")
            raise TooSlow(str(self.url), what, self._settings.open_timeout_s) from error
        except OSError as error:
            self.close()
            raise CameraUnreachable(str(self.url), explain(error)) from error
        except BaseException:
            self.close()
            raise

    async def _open_once(self) -> RtspUrl | None:
        """Open at the current address; return where it redirects to, if it does."""
        self._connection = await self._connector.open(self.url, self._pinned_sha256)
        options = await self._request("OPTIONS", str(self.url))
        if 300 <= options.status < 400:
            return self._redirect(options, "OPTIONS")
        # Some cameras do not know OPTIONS, or not for this path: DESCRIBE decides.
        for value in options.all("public"):
            self._public.update(word.strip().upper() for word in value.split(",") if word.strip())
        if self._public and "GET_PARAMETER" not in self._public:
            self._keep_alive_method = "OPTIONS"

        describe = await self._request("DESCRIBE", str(self.url), [("Accept", "application/sdp")])
        if 300 <= describe.status < 400:
            return self._redirect(describe, "DESCRIBE")
        self._expect_ok(describe, "DESCRIBE")
        session = SessionDescription.parse(describe.body)
        track = VideoTrack.pick(session)
        if track is None:
            raise NoUsableVideo(str(self.url), describe_offer(session))
        self.track = track
        base = self._base(describe)
        self._control = self._resolve(base, session.control)

        setup = await self._request(
            "SETUP",
            self._resolve(base, track.control),
            [("Transport", "RTP/AVP/TCP;unicast;interleaved=0-1")],
        )
        if 300 <= setup.status < 400:
            return self._redirect(setup, "SETUP")
        self._expect_ok(setup, "SETUP")
        channels = InterleavedChannels.parse(setup.header("transport") or "")
        if channels is not None:
            self.channels = channels

        self._playing = True
        play = await self._request("PLAY", self._control, [("Range", "npt=0.000-")])
        if 300 <= play.status < 400:
            return self._redirect(play, "PLAY")
        self._expect_ok(play, "PLAY")
        self.early_bytes += bytes(self._received)
        self._received.clear()
        return None

    def keep_alive(self) -> None:
        """Send a sign of life; its answer comes to ``take_message``.

        Raises:
            OSError: the connection broke.
        """
        self._keep_alive_tries = 0
        self._send_keep_alive()

    def take_message(self, message: RtspMessage) -> None:
        """Take in an answer or a request that came inside the stream.

        Sets ``failure`` if the session is over.
        """
        try:
            if message.is_request:
                self._answer(message)
            elif message.cseq == self._keep_alive_cseq or message.cseq is None:
                self._judge_keep_alive(message)
        except OSError as error:
            self.failure = CameraUnreachable(str(self.url), explain(error))

    def close(self) -> None:
        """End the session and the connection, without waiting; may be called twice."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._session is not None:
            # If it is gone already, that is what we want.
            with contextlib.suppress(OSError):
                connection.send_now(self._format("TEARDOWN", self._control, []))
        connection.close()

    def _send_keep_alive(self) -> None:
        self.connection.send_now(self._format(self._keep_alive_method, self._control, []))
        self._keep_alive_cseq = self._cseq

    def _judge_keep_alive(self, message: RtspMessage) -> None:
        status = message.status
        if status == 401:
            verdict = self._authenticator.challenged(
                message.all("www-authenticate"), answered=self._authenticator.ready
            )
            if verdict is Verdict.RETRY and self._keep_alive_tries < MAX_TRIES:
                self._keep_alive_tries += 1
                self._send_keep_alive()
            else:
                self.failure = self._refusal(verdict)
        elif status == 454:  # session not found
            self.failure = RtspRefusal(str(self.url), self._keep_alive_method, status, "")
        elif status >= 400 and self._keep_alive_method == "GET_PARAMETER":
            # An error answer keeps most sessions alive too, but not all: ask what all know.
            self._keep_alive_method = "OPTIONS"
        elif status < 300:
            self._authenticator.accepted()

    def _answer(self, request: RtspMessage) -> None:
        """Answer a request by the server (RFC 2326 §10: OPTIONS, ANNOUNCE, REDIRECT …)."""
        headers = [("CSeq", (request.header("cseq") or "0")[:20])]
        session = request.header("session")
        if session is not None:
            headers.append(("Session", session[:200]))
        if request.method in ("OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "REDIRECT"):
            if request.method == "OPTIONS":
                headers.append(("Public", "OPTIONS, GET_PARAMETER, ANNOUNCE, REDIRECT"))
            self.connection.send_now(format_answer(200, "OK", headers))
        else:
            self.connection.send_now(format_answer(501, "Not Implemented", headers))
        if request.method == "REDIRECT":
            reason = Bilingual(zh="服务器要求改用其他地址", en="the server sends us elsewhere")
            self.failure = CameraUnreachable(str(self.url), reason)

    def _format(self, method: str, uri: str, extra: list[tuple[str, str]]) -> bytes:
        self._cseq += 1
        headers = [("CSeq", str(self._cseq)), ("User-Agent", self._settings.user_agent)]
        if self._session is not None:
            headers.append(("Session", self._session.identifier))
        authorization = self._authenticator.authorization(method, uri)
        if authorization is not None:
            headers.append(("Authorization", authorization))
        return format_request(method, uri, headers + extra)

    async def _request(
        self, method: str, uri: str, extra: list[tuple[str, str]] | None = None
    ) -> RtspMessage:
        """Send a request and return its answer, signed if the server asks for it."""
        for _ in range(MAX_TRIES):
            answered = self._authenticator.ready
            await self.connection.send(self._format(method, uri, extra or []))
            try:
                async with asyncio.timeout(self._settings.request_timeout_s):
                    message = await self._receive_answer()
            except TimeoutError as error:
                what = Bilingual(zh=f"回答 {method}", en=f"answer to {method}")
                limit_s = self._settings.request_timeout_s
                raise TooSlow(str(self.url), what, limit_s) from error
            session = message.header("session")
            if session and message.status < 400:
                self._session = SessionHeader.parse(session)
            if message.status != 401:
                if answered and message.status < 400:
                    self._authenticator.accepted()
                return message
            verdict = self._authenticator.challenged(
                message.all("www-authenticate"), answered=answered
            )
            if verdict is not Verdict.RETRY:
                raise self._refusal(verdict)
        raise self._refusal(Verdict.REFUSED)

    async def _receive_answer(self) -> RtspMessage:
        """Read up to the answer to the last request; packets that come before it are kept."""
        budget = MAX_ANSWER_BYTES
        while True:
            message = self._take_received()
            if message is None:
                if budget < 0:
                    # Receiving what is there already never yields to the loop: a flood would
                    # starve the other cameras.
                    reason = Bilingual(zh="大量数据却没有应答", en="a flood instead of an answer")
                    raise RtspProtocolError(str(self.url), reason, request=self._cseq)
                data = await self.connection.receive()
                if not data:
                    reason = Bilingual(zh="对方关闭了连接", en="it closed the connection")
                    raise CameraUnreachable(str(self.url), reason, request=self._cseq)
                self._received += data
                budget -= len(data)
            elif message.is_request:
                self._answer(message)
            elif 100 <= message.status < 200:
                continue
            elif message.cseq is None or message.cseq == self._cseq:
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
                if self._playing and len(self.early_bytes) + size <= MAX_EARLY_BYTES:
                    self.early_bytes += bytes(received[:size])
                del received[:size]
            elif received[0] in b"\r\n":
                del received[:1]
            else:
                try:
                    taken = take_message(received)
                except MalformedMessage as error:
                    reason = Bilingual(zh=f"不是 RTSP：{error}", en=f"not RTSP: {error}")
                    raise RtspProtocolError(str(self.url), reason, request=self._cseq) from error
                if taken is None:
                    return None
                del received[: taken[1]]
                return taken[0]
        return None

    def _base(self, describe: RtspMessage) -> RtspUrl:
        """Base of relative control addresses (RFC 2326 C.1.1)."""
        for name in ("content-base", "content-location"):
            text = describe.header(name)
            if text:
                try:
                    return RtspUrl.parse(self.url.resolve(text))[0]
                except BadStreamAddress:
                    continue  # a broken header is as good as none
        return self.url

    def _resolve(self, base: RtspUrl, control: str) -> str:
        try:
            return base.resolve(control)
        except BadStreamAddress as error:
            raise RtspProtocolError(str(self.url), error.message) from error

    def _redirect(self, message: RtspMessage, method: str) -> RtspUrl:
        location = message.header("location")
        if not location:
            raise RtspRefusal(str(self.url), method, message.status, "without Location")
        try:
            return RtspUrl.parse(self.url.resolve(location))[0]
        except BadStreamAddress as error:
            raise RtspProtocolError(str(self.url), error.message) from error

    def _expect_ok(self, message: RtspMessage, method: str) -> None:
        if not 200 <= message.status < 300:
            reason = message.reason[:80]
            raise RtspRefusal(str(self.url), method, message.status, reason)

    def _refusal(self, verdict: Verdict) -> CredentialsRefused:
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
        return CredentialsRefused(str(self.url), reasons.get(verdict, wrong))
