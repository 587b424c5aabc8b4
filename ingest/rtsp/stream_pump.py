"""Feeds a reader from a connection as bytes come: for TLS, and for live viewing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ingest.errors import CameraUnreachable
from ingest.rtsp.connection import Connection
from ingest.rtsp.connector import explain
from ingest.rtsp.poller import COSTLY_S, RESTS
from ingest.rtsp.stream_reader import MAX_HELD_BYTES, StreamReader
from sharp_eyes.bilingual import Bilingual

YIELD_BYTES = 256 * 1024
"""Read in one go before the loop's other tasks get their turn."""


async def pump(
    connection: Connection,
    reader: StreamReader,
    early_bytes: bytes,
    after_reading: Callable[[], object] | None = None,
) -> None:
    """Read until the stream ends.

    Args:
        connection: Open and playing.
        reader: Takes the bytes.
        early_bytes: Read already.
        after_reading: Called after each reading.

    Raises:
        CameraUnreachable: the connection ended or broke.
        RtspProtocolError: what came is not RTSP.
    """
    loop = asyncio.get_running_loop()
    held = early_bytes
    del early_bytes  # or this coroutine would hold a key frame for as long as the stream lasts
    buffer = bytearray()
    since_yield = 0
    while True:
        if held:
            buffer[:] = held
            began_s = loop.time()
            taken = reader.feed(buffer, len(buffer))
            spent_s = loop.time() - began_s
            held = bytes(buffer[taken:])
            if len(held) > MAX_HELD_BYTES:
                raise AssertionError("a reader takes what is whole")
            if after_reading is not None:
                after_reading()
            if spent_s > COSTLY_S:
                # What costs much to read is read slowly; see the poller.
                await asyncio.sleep(RESTS * spent_s)
        try:
            data = await connection.receive()
        except OSError as error:
            raise CameraUnreachable(reader.address, explain(error)) from error
        if not data:
            reason = Bilingual(zh="对方关闭了连接", en="it closed the connection")
            raise CameraUnreachable(reader.address, reason)
        held += data
        since_yield += len(data)
        if since_yield >= YIELD_BYTES:
            since_yield = 0
            # Receiving what is there already never yields by itself.
            await asyncio.sleep(0)
