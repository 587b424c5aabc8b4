"""RTSP requests as they come in (RFC 2326)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MAX_REQUEST_BYTES = 8192

_LINE = re.compile(r"^([A-Z_]{3,20}) (\S{1,2048}) RTSP/1\.\d$")
_INTERLEAVED = re.compile(r"interleaved\s*=\s*(\d{1,3})\s*-\s*(\d{1,3})")
_CLIENT_PORTS = re.compile(r"client_port\s*=\s*(\d{1,5})\s*-\s*(\d{1,5})")


class MalformedRequest(Exception):
    """The bytes are no RTSP request; the connection is closed."""


@dataclass(frozen=True, slots=True)
class RtspRequest:
    """One request.

    Attributes:
        method: In capitals.
        url: As sent.
        headers: Names in lower case; of a repeated name the last value.
    """

    method: str
    url: str
    headers: dict[str, str]

    @classmethod
    def parse(cls, head: bytes) -> RtspRequest:
        """Parse request line and headers.

        Args:
            head: Bytes up to, not including, the empty line.

        Raises:
            MalformedRequest: It is none.
        """
        lines = head.decode("utf-8", "replace").split("\r\n")
        match = _LINE.match(lines[0])
        if match is None:
            raise MalformedRequest(lines[0][:80])
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon:
                raise MalformedRequest(line[:80])
            headers[name.strip().lower()] = value.strip()
        return cls(match[1], match[2], headers)

    @property
    def path(self) -> str:
        """Path of the URL without query, without a trailing slash or track, decoded."""
        if self.url == "*":
            return "*"
        try:
            path = unquote(urlsplit(self.url).path)
        except ValueError:
            return "/"
        head, _, tail = path.rstrip("/").rpartition("/")
        return head.rstrip("/") if tail.startswith("trackID=") else path.rstrip("/")

    @property
    def track(self) -> int:
        """Number at the end of a ``trackID=`` URL; 0 without."""
        tail = self.url.split("?", 1)[0].rstrip("/").rpartition("/")[2]
        number = tail.removeprefix("trackID=")
        return int(number) if number in ("0", "1") and number != tail else 0

    @property
    def body_bytes(self) -> int:
        """Announced length of the body.

        Raises:
            MalformedRequest: It is no number, or too large.
        """
        text = self.headers.get("content-length", "0")
        if not text.isdigit() or len(text) > 6 or int(text) > MAX_REQUEST_BYTES:
            raise MalformedRequest(f"content-length {text[:20]}")
        return int(text)

    @property
    def client_ports(self) -> tuple[int, int] | None:
        """RTP and RTCP ports wanted by a SETUP over unicast UDP; None when it is not."""
        for choice in self.headers.get("transport", "").split(","):
            match = _CLIENT_PORTS.search(choice)
            if match and "/TCP" not in choice and "multicast" not in choice:
                ports = int(match[1]), int(match[2])
                return ports if min(ports) > 0 and max(ports) < 65_536 else None
        return None

    @property
    def interleaved_channel(self) -> int | None:
        """RTP channel wanted by a SETUP, 0 if none is named; None when it is not TCP."""
        transport = self.headers.get("transport", "")
        for choice in transport.split(","):
            if "RTP/AVP/TCP" in choice:
                match = _INTERLEAVED.search(choice)
                channel = int(match[1]) if match else 0
                return channel if channel <= 254 else 0
        return None
