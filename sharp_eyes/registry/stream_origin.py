"""Whom one connects to for a stream."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"rtsp": 554, "rtsps": 322, "whep": 80, "wheps": 443}
"""RFC 2326 section 3.2, RFC 7826 section 4.2; WHEP goes over HTTP."""


def stream_origin(address: str) -> tuple[str, str, int]:
    """Return scheme, host in lower case, and port of a stream's address.

    Args:
        address: As registered; one that cannot be read is an origin by itself.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ("", address, 0)
    return (parts.scheme, parts.hostname or "", port or _PORTS.get(parts.scheme, 0))
