"""Opens connections to cameras, and says in our words why one could not be opened."""

from __future__ import annotations

import asyncio
import socket
import ssl

from ingest.errors import CameraUnreachable, CertificateRefused, TooSlow
from ingest.rtsp.connection import Connection
from ingest.rtsp.plain_connection import PlainConnection
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.tls_connection import TlsConnection
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.bilingual import Bilingual


class Connector:
    """Opens plain and TLS connections.

    Args:
        settings: Limits.
        trust: Which certificates are believed; its files are read at the first rtsps camera.
    """

    def __init__(self, settings: RtspSettings, trust: TlsTrust) -> None:
        self._settings = settings
        self._trust = trust
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def open(self, url: RtspUrl, pinned_sha256: str | None = None) -> Connection:
        """Connect to the host of an address.

        Args:
            url: Where to.
            pinned_sha256: This camera's certificate; None leaves it to the trust given.

        Raises:
            CameraUnreachable: no connection.
            CertificateRefused: its certificate is not trusted.
            TooSlow: no connection within the limit.
        """
        limit_s = self._settings.connect_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                if not url.secure:
                    return await PlainConnection.open(
                        url.host, url.port, self._settings.receive_buffer_bytes
                    )
                pinned = pinned_sha256 or self._trust.pinned_sha256
                trust = TlsTrust(self._trust.ca_file, pinned)
                context = self._context(url, trust)
                return await TlsConnection.open(url.host, url.port, context, trust)
        except TimeoutError as error:
            what = Bilingual(zh="建立连接", en="connection")
            raise TooSlow(str(url), what, limit_s) from error
        except ssl.SSLCertVerificationError as error:
            reason_text = getattr(error, "verify_message", "") or str(error)
            raise CertificateRefused(str(url), reason_text) from error
        except socket.gaierror as error:
            reason = Bilingual(zh=f"无法解析主机名 {url.host}", en=f"no address for {url.host}")
            raise CameraUnreachable(str(url), reason) from error
        except OSError as error:
            raise CameraUnreachable(str(url), explain(error)) from error

    def _context(self, url: RtspUrl, trust: TlsTrust) -> ssl.SSLContext:
        pinned = trust.pinned_sha256 is not None
        if pinned not in self._contexts:
            try:
                self._contexts[pinned] = trust.context()
            except OSError as error:
                reason = f"the file of authorities {trust.ca_file} cannot be read: {error}"
                raise CertificateRefused(str(url), reason) from error
        return self._contexts[pinned]


def explain(error: OSError) -> Bilingual:
    """Say an operating system's error in both languages."""
    known = {
        ConnectionRefusedError: Bilingual(zh="连接被拒绝", en="connection refused"),
        ConnectionResetError: Bilingual(zh="连接被重置", en="connection reset"),
        BrokenPipeError: Bilingual(zh="连接已断开", en="connection broken"),
    }
    for kind, both in known.items():
        if isinstance(error, kind):
            return both
    text = error.strerror or str(error) or type(error).__name__
    return Bilingual(zh=text, en=text)
