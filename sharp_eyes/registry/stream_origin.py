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


def reads_two_ways(address: str) -> bool:
    """Tell whether another reader may find another host in an address.

    A worker takes passwords with raw ``@``, ``:``, ``/`` and ``?`` in them, as people type them
    (``ingest.rtsp.rtsp_url``): it would connect to ``b`` by ``rtsp://a:/x@b`` and
    ``rtsp://a?@b``, where RFC 3986 names ``a``.

    Args:
        address: One that ``urlsplit`` reads, so that its port is digits or empty.
    """
    rest = address.partition("://")[2]
    end = next((at for at, letter in enumerate(rest) if letter in "/?#"), len(rest))
    host, tail = rest[:end].rpartition("@")[2], rest[end:]
    return "@" in tail and (host.endswith(":") or not tail.startswith("/"))
