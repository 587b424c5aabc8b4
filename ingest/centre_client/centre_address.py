"""Reads the centre's address."""

from __future__ import annotations

from urllib.parse import urlsplit

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


def where_is(address: str) -> str:
    """Return host and port alone, for messages: whatever else the address holds is nobody's matter.

    Raises:
        BadInput: the address is no HTTP address.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(
            Bilingual("指挥中心地址无法识别", "the command centre's address cannot be read"),
            next_step=Bilingual("写成 http://主机:端口", "write it as http://host:port"),
        )
    return parts.hostname + (f":{parts.port}" if parts.port else "")
