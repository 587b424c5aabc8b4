"""Addresses of a camera's streams."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.stream_origin import reads_two_ways

SCHEMES = ("rtsp", "rtsps", "whep", "wheps", "whip")


_USUAL = re.compile(r"rtsps?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?(?:/[^\s@\[\]]*)?\Z")
"""Addresses that need no further look: a host, perhaps a port, and a path."""


def _check(address: str) -> str:
    if address == "whip:" or _USUAL.match(address):
        return address
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"地址无法解析 / the address cannot be read: {error}") from error
    if parts.scheme not in SCHEMES:
        raise ValueError(
            "地址应以 rtsp://、rtsps:// 或 whep:// 开头，或为 whip: / an address begins with "
            "rtsp://, rtsps:// or whep://, or is whip: (pushed to us)"
        )
    if parts.scheme != "whip" and not host:
        raise ValueError("地址缺少主机名 / the address names no host")
    if reads_two_ways(address):
        raise ValueError(
            "地址有两种读法，@ 在主机之后 / the address can be read in two ways: there is an @ "
            "behind the host"
        )
    return address


StreamAddress = Annotated[str, Field(min_length=5, max_length=512), AfterValidator(_check)]
"""rtsp://, rtsps://, whep:// with a host, or ``whip:`` for a camera that pushes to us."""


class Streams(RegistryModel):
    """A camera's streams.

    Attributes:
        sub: The small stream, which is analysed and shown in tiles.
        main: The large stream, shown when one camera fills the screen.
    """

    sub: StreamAddress
    main: StreamAddress | None = None
