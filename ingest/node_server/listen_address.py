"""Where the worker listens."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Host and port of ``--listen``.

    Attributes:
        host: Name or IP address, IPv6 without brackets.
        port: TCP port; 0 for any free one.
    """

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> ListenAddress:
        """Read ``HOST:PORT`` or ``[IPv6]:PORT``.

        Raises:
            BadInput: it is neither.
        """
        host, separator, port = text.strip().rpartition(":")
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        elif ":" in host:
            host = ""
        valid = bool(separator and host) and not any(letter.isspace() for letter in host)
        if not valid or not (port.isascii() and port.isdigit() and int(port) <= 65_535):
            raise BadInput(
                Bilingual(f"监听地址“{text}”不对", f"cannot listen on {text!r}"),
                next_step=Bilingual(
                    "请写成 主机:端口，例如 127.0.0.1:8090",
                    "write HOST:PORT, for example 127.0.0.1:8090",
                ),
            )
        return cls(host, int(port))

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        """As it is typed."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
