"""The control plane of one stream, from connecting to TEARDOWN."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ingest.errors import CameraUnreachable, TooSlow
from ingest.rtsp.authenticator import Authenticator
from ingest.rtsp.connection import Connection
from ingest.rtsp.connector import Connector, explain
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.keep_alive import KeepAlive
from ingest.rtsp.rtsp_exchange import RtspExchange
from ingest.rtsp.rtsp_handshake import ASKED, Redirected, RtspHandshake
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.session_header import DEFAULT_SESSION_TIMEOUT_S
from ingest.rtsp.video_track import VideoTrack
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError


class RtspSession:
    """One stream of one camera, TCP interleaved.

    ``open`` runs the control plane; from then on whoever reads the stream gives its messages to
    ``take_message``, calls ``keep_alive`` every ``keep_alive_s`` and at last ``leave``.

    Args:
        url: The stream, without credentials.
        credentials: The camera's user name and password, if it has any.
        connector: Opens the connection.
        settings: Limits.
        new_cnonce: Makes client nonces for Digest.
        pinned_sha256: The camera's certificate, for rtsps.

    Attributes:
        url: Where the stream is, after redirects.
        track: The video asked for; set by ``open``.
        channels: Its interleaved channels; set by ``open``.
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
        self.channels = ASKED
        self.failure: SharpEyesError | None = None
        self._home = url
        self._credentials = credentials
        self._connector = connector
        self._settings = settings
        self._new_cnonce = new_cnonce
        self._pinned_sha256 = pinned_sha256
        self._control = str(url)
        self._exchange: RtspExchange | None = None
        self._signs: KeepAlive | None = None

    @property
    def connection(self) -> Connection:
        """The open connection."""
        return self._open_exchange.connection

    @property
    def keep_alive_s(self) -> float:
        """How often to call ``keep_alive``: at half the server's session timeout."""
        session = self._exchange.session if self._exchange is not None else None
        return (session.timeout_s if session is not None else DEFAULT_SESSION_TIMEOUT_S) / 2

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
                    self.url, self._control = target, str(target)
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
        connection = await self._connector.open(self.url, self._pinned_sha256)
        authenticator = Authenticator(self._credentials_here(), self._new_cnonce)
        self._exchange = RtspExchange(self.url, connection, authenticator, self._settings)
        outcome = await RtspHandshake(self.url, self._exchange).run()
        if isinstance(outcome, Redirected):
            return outcome.target
        self.track, self.channels = outcome.track, outcome.channels
        self._control = outcome.control
        self._signs = KeepAlive(
            str(self.url), self._exchange, outcome.control, outcome.keep_alive_method
        )
        return None

    def take_early_bytes(self) -> bytes:
        """Return what came of the stream together with the answer to PLAY, once."""
        return self._open_exchange.take_early_bytes()

    def keep_alive(self) -> None:
        """Send a sign of life; its answer comes to ``take_message``.

        Raises:
            OSError: the connection broke.
        """
        if self._signs is None:
            raise RuntimeError("the session is not open")
        self._signs.send()

    def take_message(self, message: RtspMessage) -> None:
        """Take in an answer or a request that came inside the stream.

        Sets ``failure`` if the session is over.
        """
        try:
            if message.is_request:
                self._open_exchange.answer(message)
                if message.method == "REDIRECT":
                    reason = Bilingual(
                        zh="服务器要求改用其他地址", en="the server sends us elsewhere"
                    )
                    self.failure = CameraUnreachable(str(self.url), reason)
            elif self._signs is not None:
                self.failure = self.failure or self._signs.judge(message)
        except OSError as error:
            self.failure = CameraUnreachable(str(self.url), explain(error))

    def close(self) -> None:
        """End the session and the connection, without waiting; may be called twice."""
        exchange, self._exchange = self._exchange, None
        self._signs = None
        if exchange is not None:
            exchange.close(self._control)

    async def leave(self) -> None:
        """End the session as ``close`` does, and see that the camera has read it: half a second.

        Nobody else may be reading the connection any more.
        """
        exchange, self._exchange = self._exchange, None
        self._signs = None
        if exchange is not None:
            await exchange.leave(self._control)

    @property
    def _open_exchange(self) -> RtspExchange:
        if self._exchange is None:
            raise RuntimeError("the session is not open")
        return self._exchange

    def _credentials_here(self) -> Credentials | None:
        """Return the credentials, unless a redirect led where they must not be shown.

        A password is never carried to another host, nor out of TLS into the clear.
        """
        same_host = self.url.host == self._home.host
        safe = self.url.secure or not self._home.secure
        return self._credentials if same_host and safe else None
