"""Address of a device's SOAP service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

DEVICE_PATH = "/onvif/device_service"
"""ONVIF Core Specification, section 5.1.1: the device service is always there."""
MAX_LENGTH = 512
_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """An http:// or https:// address without user name, in its parts.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Name or IP address, IPv6 without brackets.
        port: TCP port.
        path: Path and query, beginning with ``/``.
    """

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str) -> ServiceAddress:
        """Read an address; what is no path is left at that of the device service.

        Args:
            text: ``http://host[:port][/path]``, or only ``host[:port]``.

        Raises:
            BadInput: it is none, or holds a user name.
        """
        full = text if "://" in text else f"http://{text}"
        try:
            parts = urlsplit(full)
            port = parts.port
        except ValueError:
            raise _bad(text) from None
        strange = any(ord(letter) <= 32 or letter.isspace() for letter in text)
        if (
            len(text) > MAX_LENGTH
            or strange
            or parts.scheme not in _DEFAULT_PORT
            or not parts.hostname
            or "@" in parts.netloc
            or port == 0
        ):
            raise _bad(text)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return cls(
            parts.scheme,
            parts.hostname,
            port or _DEFAULT_PORT[parts.scheme],
            path if path not in ("", "/") else DEVICE_PATH,
        )

    @property
    def authority(self) -> str:
        """Host and port; IPv6 in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        """The address."""
        return f"{self.scheme}://{self.authority}{self.path}"


def _bad(text: str) -> BadInput:
    shown = "".join(letter for letter in text[:200] if letter.isprintable())
    shown = f"***@{shown.rpartition('@')[2]}" if "@" in shown else shown
    return BadInput(
        Bilingual(f"设备地址“{shown}”有误", f"{shown!r} is no address of a device"),
        next_step=Bilingual(
            "请写成 主机[:端口] 或 http://主机[:端口]/onvif/device_service，不含用户名和密码",
            "write host[:port] or http://host[:port]/onvif/device_service, without user name "
            "and password",
        ),
    )
