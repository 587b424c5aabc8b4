"""RTSP over plain TCP, on a non-blocking socket that can be polled later."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

RECEIVE_BYTES = 65_536
MAX_UNSENT_BYTES = 16 * 1024
MAX_ADDRESSES = 4


class PlainConnection:
    """A connected, non-blocking TCP socket; made by ``open``."""

    __slots__ = ("_loop", "_socket", "_unsent")

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._unsent = b""

    @classmethod
    async def open(cls, host: str, port: int, receive_buffer_bytes: int) -> PlainConnection:
        """Connect, trying each address of the host in turn.

        Args:
            host: Name or IP address.
            port: TCP port.
            receive_buffer_bytes: SO_RCVBUF, set before connecting so that the window can grow.

        Raises:
            OSError: no address could be connected to.
        """
        failure: OSError = OSError(f"{host} has no address")
        for family, address in await _addresses(host, port):
            made = socket.socket(family, socket.SOCK_STREAM)
            try:
                made.setblocking(False)
                made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await asyncio.get_running_loop().sock_connect(made, address)
            except OSError as error:
                made.close()
                failure = error
            except BaseException:
                made.close()
                raise
            else:
                return cls(made)
        raise failure

    @property
    def raw_socket(self) -> socket.socket | None:
        """The socket."""
        return self._socket

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        unsent, self._unsent = self._unsent, b""
        await self._loop.sock_sendall(self._socket, unsent + data)

    async def receive(self) -> bytes:
        """Return some bytes, or none at the end of the stream."""
        return await self._loop.sock_recv(self._socket, RECEIVE_BYTES)

    def send_now(self, data: bytes) -> None:
        """Send what the socket takes now and keep the rest for the next call."""
        waiting = self._unsent + data
        try:
            sent = self._socket.send(waiting)
        except BlockingIOError:
            sent = 0
        self._unsent = waiting[sent:]
        if len(self._unsent) > MAX_UNSENT_BYTES:
            raise OSError("the camera takes no requests any more")

    def close(self) -> None:
        """Close at once."""
        self._socket.close()


async def _addresses(host: str, port: int) -> list[tuple[int, Any]]:
    """Look a host up; an IP address needs no thread and no name server."""
    try:
        literal = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    else:
        if literal.version == 4:
            return [(socket.AF_INET, (host, port))]
        found = socket.getaddrinfo(
            host, port, socket.AF_INET6, socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
    return [(family, address) for family, _, _, _, address in found[:MAX_ADDRESSES]]
