"""As much of HTTP/1.1 as a device's SOAP server needs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

MAX_HEAD_BYTES = 16 * 1024
MAX_BODY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request.

    Attributes:
        method: For example ``POST``.
        path: As sent.
        headers: Names in lower case.
        body: Its bytes.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    """Read a request; none at the end of the connection, or where it cannot be read."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        if not 0 <= length <= MAX_BODY_BYTES:
            return None
        return HttpRequest(method, path, headers, await reader.readexactly(length))
    except (
        asyncio.IncompleteReadError,
        asyncio.LimitOverrunError,
        ConnectionError,
        ValueError,
    ):
        return None


def answer_head(status: int, length: int | None, *extra: str) -> bytes:
    """Return the head of an answer; without a length the answer ends with the connection."""
    lines = [f"HTTP/1.1 {status} -", "Content-Type: application/soap+xml; charset=utf-8", *extra]
    lines.append("Connection: close" if length is None else f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
