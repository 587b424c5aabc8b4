"""RTSP/1.0 requests and answers (RFC 2326 §4 to §7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_HEAD_BYTES = 16 * 1024
MAX_BODY_BYTES = 64 * 1024
MAX_HEADERS = 128
FIRST_LOOK_BYTES = 4096
"""An ordinary head ends within this."""


class MalformedMessage(ValueError):
    """The bytes are not an RTSP message within our limits; the text says why."""


@dataclass(frozen=True, slots=True)
class RtspMessage:
    """An answer from the server, or a request by it.

    Attributes:
        status: Status code of an answer; 0 for a request.
        reason: Reason phrase of an answer; the address of a request.
        method: Method of a request, upper case; empty for an answer.
        headers: Names in lower case with all their values in order.
        body: The body, for example an SDP.
    """

    status: int
    reason: str
    method: str
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_request(self) -> bool:
        """True if the server asks us something."""
        return bool(self.method)

    def header(self, name: str) -> str | None:
        """First value of a header, or None."""
        values = self.headers.get(name.lower())
        return values[0] if values else None

    def all(self, name: str) -> list[str]:
        """All values of a header."""
        return self.headers.get(name.lower(), [])

    @property
    def cseq(self) -> int | None:
        """Number of the request this belongs to, or None if missing or not a number."""
        text = (self.header("cseq") or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def take_message(buffer: bytes | bytearray | memoryview) -> tuple[RtspMessage, int] | None:
    """Take one message off the front of a buffer.

    Args:
        buffer: Bytes that begin with a start line.

    Returns:
        The message and the number of bytes it takes, or None if it is not whole yet.

    Raises:
        MalformedMessage: it can never become a message within our limits.
    """
    window = bytes(buffer[:FIRST_LOOK_BYTES])
    end, begin = _blank_line(window)
    if end < 0:
        _expect_lines(window)
        window = bytes(buffer[: MAX_HEAD_BYTES + 4])
        end, begin = _blank_line(window)
    if end < 0:
        if len(window) > MAX_HEAD_BYTES:
            raise MalformedMessage(f"no end of headers within {MAX_HEAD_BYTES} bytes")
        return None
    message = _parse_head(window[:end].decode("utf-8", "replace"))
    total = begin + _content_length(message)
    if len(buffer) < total:
        return None
    body = bytes(buffer[begin:total])
    return RtspMessage(message.status, message.reason, message.method, message.headers, body), total


def format_request(method: str, uri: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Write a request without a body."""
    return _format(f"{method} {uri} RTSP/1.0", headers)


def format_answer(status: int, reason: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Write an answer without a body."""
    return _format(f"RTSP/1.0 {status} {reason}", headers)


def _format(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    # A line end inside a value would let a hostile address write headers of its own.
    safe = [line.replace("\r", "").replace("\n", "") for line in lines]
    return ("\r\n".join(safe) + "\r\n\r\n").encode("utf-8", "replace")


def _blank_line(window: bytes) -> tuple[int, int]:
    """Return where the head ends and where the body begins, or -1 twice.

    Some firmware ends lines with LF alone, or some of them. Two searches are fifty times as fast as
    a regular expression, which counts where hostile bytes make a reader look at every place.
    """
    with_return, bare = window.find(b"\n\r\n"), window.find(b"\n\n")
    if bare >= 0 and (with_return < 0 or bare < with_return):
        return bare, bare + 2
    return (with_return, with_return + 3) if with_return >= 0 else (-1, -1)


def _expect_lines(window: bytes) -> None:
    """Refuse at the first look what would only be refused after the longest head."""
    lines = window.count(b"\n")
    if lines > MAX_HEADERS:
        raise MalformedMessage(f"more than {MAX_HEADERS} header lines")
    if not lines and len(window) == FIRST_LOOK_BYTES:
        raise MalformedMessage(f"no end of the first line within {FIRST_LOOK_BYTES} bytes")


def _parse_head(text: str) -> RtspMessage:
    if text.count("\n") > MAX_HEADERS:
        raise MalformedMessage(f"more than {MAX_HEADERS} header lines")
    lines = text.lstrip("\r\n").replace("\r\n", "\n").split("\n")
    status, reason, method = _parse_first(lines[0])
    headers: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and last:
            last[-1] += " " + line.strip()  # folded line, RFC 2326 §4.2
            continue
        name, colon, value = line.partition(":")
        if not colon:
            continue  # a broken line does no harm to the others
        last = headers.setdefault(name.strip().lower(), [])
        last.append(value.strip())
    return RtspMessage(status, reason, method, headers)


def _parse_first(line: str) -> tuple[int, str, str]:
    words = line.strip().split(None, 2)
    if len(words) >= 2 and words[0].startswith("RTSP/"):
        if not (words[1].isascii() and words[1].isdigit() and len(words[1]) == 3):
            raise MalformedMessage(f"status {words[1][:20]!r} is not a number of three digits")
        return int(words[1]), words[2] if len(words) > 2 else "", ""
    if len(words) == 3 and words[2].startswith("RTSP/") and words[0].isascii():
        return 0, words[1], words[0].upper()
    raise MalformedMessage(f"not a start line: {line[:60]!r}")


def _content_length(message: RtspMessage) -> int:
    text = (message.header("content-length") or "0").strip()
    if not (text.isascii() and text.isdigit()):
        raise MalformedMessage(f"Content-Length {text[:20]!r} is not a number")
    if len(text) > 9 or int(text) > MAX_BODY_BYTES:
        raise MalformedMessage(f"a body of {text[:20]} bytes, over {MAX_BODY_BYTES}")
    return int(text)
