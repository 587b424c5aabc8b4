"""Addresses of streams as operators write them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit, urlunsplit

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.stream_origin import reads_two_ways

SCHEMES = ("rtsp", "rtsps")


def plain_address(text: str) -> tuple[str, tuple[str, str] | None]:
    """Split user name and password off an address.

    Args:
        text: ``rtsp[s]://[user:password@]host[:port]/path``.

    Returns:
        The address without them, and both if it held any.

    Raises:
        BadInput: it is no such address; the message holds nothing of it.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise _bad() from None
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        raise _bad()
    if any(ord(letter) <= 32 or letter.isspace() for letter in text.strip()):
        raise _bad()
    userinfo, at, host = parts.netloc.rpartition("@")
    plain = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    if reads_two_ways(text.strip()) or reads_two_ways(plain):
        raise _bad()
    if not at:
        return plain, None
    username, _, password = userinfo.partition(":")
    return plain, (unquote(username), unquote(password))


def shown_address(address: str) -> str:
    """Return scheme, host and port alone, for the trail: some firmware writes passwords in paths.

    Args:
        address: Without user name.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:200]


def _bad() -> BadInput:
    return BadInput(
        Bilingual("视频流地址有误", "the stream's address cannot be read"),
        next_step=Bilingual(
            "请写成 rtsp://主机[:端口]/路径", "write it as rtsp://host[:port]/path"
        ),
    )
