"""A byte stream to a camera."""

from __future__ import annotations

import socket
from typing import Protocol


class Connection(Protocol):
    """What the RTSP session needs of a connection; plain TCP and TLS give it."""

    @property
    def raw_socket(self) -> socket.socket | None:
        """The socket, for polling; None if bytes have to come through ``receive`` (TLS)."""

    async def send(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            OSError: the connection broke.
        """

    async def receive(self) -> bytes:
        """Return some bytes, or none at the end of the stream.

        Raises:
            OSError: the connection broke.
        """

    def send_now(self, data: bytes) -> None:
        """Send without waiting; what does not fit now goes out before the next.

        Raises:
            OSError: the connection broke, or the other side takes nothing any more.
        """

    def close(self) -> None:
        """Close at once; may be called twice."""
