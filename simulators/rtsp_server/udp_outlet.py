"""Packets over UDP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

_TRIES = 64


class UdpOutlet:
    """A pair of ports, RTP on the even one, RTCP on the next; what is received is dropped.

    Faults that break the interleaved framing (``Garbage``, ``Slow``) make odd datagrams here.

    Args:
        transport: The connection that the requests come by; it is cut by ``cut``.
        host: Address to send from.
        client_host: Address of the client.
        client_ports: Its ports for RTP and RTCP.

    Raises:
        OSError: No pair of ports is free.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        host: str,
        client_host: str,
        client_ports: tuple[int, int],
    ) -> None:
        self._transport = transport
        self._sockets = _pair(host)
        self._targets = [(client_host, port) for port in client_ports]

    @property
    def ports(self) -> tuple[int, int]:
        """Own ports for RTP and RTCP."""
        rtp, rtcp = (sock.getsockname()[1] for sock in self._sockets)
        return rtp, rtcp

    def send(self, data: bytes | bytearray) -> bool:
        """Send each packet as a datagram; one that the kernel does not take is lost."""
        view = memoryview(data)
        at = 0
        while at + 4 <= len(view):
            end = at + 4 + int.from_bytes(view[at + 2 : at + 4], "big")
            which = view[at + 1] & 1
            # Full buffers and closed client ports both mean loss, as in any network.
            with contextlib.suppress(OSError):
                self._sockets[which].sendto(view[at + 4 : end], self._targets[which])
            at = end
        return True

    @property
    def direct(self) -> Callable[[bytearray], int] | None:
        """None: packets have to be taken apart."""
        return None

    def keep(self, data: bytearray, sent: int) -> None:
        """Do nothing: a datagram goes whole or not at all."""

    def cut(self) -> None:
        """Reset the connection."""
        self._transport.abort()

    def freeze(self) -> None:
        """Read no more."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def close(self) -> None:
        """Give the ports back."""
        for sock in self._sockets:
            sock.close()


def _pair(host: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(_TRIES):
        first = socket.socket(family, socket.SOCK_DGRAM)
        second = socket.socket(family, socket.SOCK_DGRAM)
        try:
            first.bind((host, 0))
            port = first.getsockname()[1]
            if port % 2 == 0:
                second.bind((host, port + 1))
                for sock in (first, second):
                    sock.setblocking(False)
                return first, second
        except OSError:
            pass
        first.close()
        second.close()
    raise OSError("no pair of UDP ports")
