"""Finding a TCP port on loopback that nobody uses."""

from __future__ import annotations

import secrets
import socket

FIRST_PORT = 20_000
END_PORT = 32_768
"""Below the ports that Linux hands out by itself (``ip_local_port_range``, 32768 to 60999). One of
those may be the near end of anybody's connection a moment later, or while whoever listens on it is
being started again."""
TRIES = 100


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a port can be bound right now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody uses just now and that the kernel gives to nobody by itself."""
    for _ in range(TRIES):
        port = FIRST_PORT + secrets.randbelow(END_PORT - FIRST_PORT)
        if is_free(port, host):
            return port
    with socket.socket() as probe:
        probe.bind((host, 0))
        taken: int = probe.getsockname()[1]
        return taken
