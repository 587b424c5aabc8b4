"""One stream that the poller reads."""

from __future__ import annotations

import asyncio
import socket

from ingest.rtsp.stream_reader import StreamReader


class PolledLink:
    """A socket, its reader, and what is left of its last reading.

    Args:
        raw_socket: Non-blocking and connected; closed by its owner, not here.
        reader: Takes the bytes.
        early_bytes: Read already, in front of what the socket still holds.
        ended: Gets the exception by which the stream ends.
    """

    __slots__ = ("carry", "ended", "offset", "reader", "receive_into", "stride")

    def __init__(
        self,
        raw_socket: socket.socket,
        reader: StreamReader,
        early_bytes: bytes,
        ended: asyncio.Future[None],
    ) -> None:
        self.receive_into = raw_socket.recv_into
        self.reader = reader
        self.carry = early_bytes
        self.ended = ended
        # Where the poller's wheel holds it; the poller's business alone.
        self.offset = -1
        self.stride = 0

    def end(self, error: Exception) -> None:
        """End the stream; only the first reason counts."""
        if not self.ended.done():
            self.ended.set_exception(error)
