"""Interleaved packets over the connection that the requests came by."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable


class TcpOutlet:
    """Writes straight to the socket; only what the kernel does not take goes by the transport.

    A transport's ``write`` costs more than the frame itself; as long as the transport's buffer is
    empty (the session sends nothing otherwise) the socket may be written to behind its back.

    Args:
        transport: Of the connection.
        sock: The transport's socket, None where it must not be used directly (TLS).
    """

    def __init__(self, transport: asyncio.Transport, sock: socket.socket | None) -> None:
        self._transport = transport
        self._send = None if sock is None else sock.send

    def send(self, data: bytes | bytearray) -> bool:
        """Send; a rest that the kernel does not take is kept by the transport."""
        if self._send is None:
            self._transport.write(bytes(data))
            return True
        if self._transport.is_closing():
            return False
        try:
            sent = self._send(data)
        except BlockingIOError:
            return False
        except OSError:
            self._transport.abort()
            return False
        if sent < len(data):
            self._transport.write(bytes(memoryview(data)[sent:]))
        return True

    @property
    def direct(self) -> Callable[[bytearray], int] | None:
        """The socket's ``send``, unless it must not be used."""
        return None if self._transport.is_closing() else self._send

    def keep(self, data: bytearray, sent: int) -> None:
        """Leave the rest to the transport."""
        self._transport.write(bytes(memoryview(data)[sent:]))

    def cut(self) -> None:
        """Reset the connection."""
        self._transport.abort()

    def freeze(self) -> None:
        """Read no more."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def close(self) -> None:
        """Do nothing: the connection lives on after its session."""
