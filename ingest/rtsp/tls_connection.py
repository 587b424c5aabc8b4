"""RTSP over TLS (rtsps), on asyncio's streams."""

from __future__ import annotations

import asyncio
import socket
import ssl

from ingest.rtsp.tls_trust import TlsTrust

RECEIVE_BYTES = 65_536
MAX_UNSENT_BYTES = 64 * 1024
SHUTDOWN_TIMEOUT_S = 2.0
"""A camera that does not take leave is left after this long."""


class TlsConnection:
    """An open TLS connection; made by ``open``."""

    __slots__ = ("_reader", "_writer")

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(
        cls, host: str, port: int, context: ssl.SSLContext, trust: TlsTrust
    ) -> TlsConnection:
        """Connect and check the certificate.

        Raises:
            ssl.SSLCertVerificationError: the certificate is not trusted.
            OSError: no connection.
        """
        reader, writer = await asyncio.open_connection(
            host,
            port,
            ssl=context,
            # A zone (fe80::1%eth0) is our own name for a way out, not part of the camera's.
            server_hostname=host.partition("%")[0],
            ssl_shutdown_timeout=SHUTDOWN_TIMEOUT_S,
            limit=4 * RECEIVE_BYTES,
        )
        tls = writer.get_extra_info("ssl_object")
        if not trust.accepts(tls.getpeercert(binary_form=True)):
            writer.transport.abort()
            raise ssl.SSLCertVerificationError("it is not the pinned certificate")
        return cls(reader, writer)

    @property
    def raw_socket(self) -> socket.socket | None:
        """None: decrypted bytes come only through ``receive``."""
        return None

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        self._writer.write(data)
        await self._writer.drain()

    async def receive(self) -> bytes:
        """Return some bytes, or none at the end of the stream."""
        return await self._reader.read(RECEIVE_BYTES)

    def send_now(self, data: bytes) -> None:
        """Hand it to the transport, whose buffer is bounded here."""
        if self._writer.is_closing():
            raise OSError("the connection is closed")
        if self._writer.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            raise OSError("the camera takes no requests any more")
        self._writer.write(data)

    def close(self) -> None:
        """Close; what was just written still goes out."""
        self._writer.close()
