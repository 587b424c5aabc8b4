"""One stream that the poller reads."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from ingest.rtsp.stream_reader import StreamReader


class PolledLink:
    """A socket, its reader, and what is left of its last reading.

    Args:
        raw_socket: Non-blocking and connected; closed by its owner, not here.
        reader: Takes the bytes.
        early_bytes: Read already, in front of what the socket still holds.
        ended: Gets the exception by which the stream ends.
        after_reading: Called with our monotonic clock after each reading that brought bytes;
            returns how long to wait before the next, seconds.
        idle_s: How long to wait after a reading that brought none.
    """

    __slots__ = ("after_reading", "carry", "ended", "idle_s", "polled", "reader", "receive_into")

    def __init__(
        self,
        raw_socket: socket.socket,
        reader: StreamReader,
        early_bytes: bytes,
        ended: asyncio.Future[None],
        after_reading: Callable[[float], float],
        idle_s: float,
    ) -> None:
        self.receive_into = raw_socket.recv_into
        self.reader = reader
        self.carry = early_bytes
        self.ended = ended
        self.after_reading = after_reading
        self.idle_s = idle_s
        # Whether the poller reads it; the poller's business alone.
        self.polled = False

    def end(self, error: Exception) -> None:
        """End the stream; only the first reason counts."""
        if not self.ended.done():
            self.ended.set_exception(error)
