"""Where the broker is and how to sign in to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A broker's address; the password never appears in ``repr``.

    Attributes:
        host: Host name or address.
        port: TCP port.
        username: User name, or none.
        password: Password, or none.
        tls: Whether the connection is encrypted (``mqtts://``).
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False

    @classmethod
    def parse(cls, url: str) -> BrokerAddress:
        """Read ``mqtt://user:password@host:port`` or ``mqtts://…``.

        Raises:
            BadInput: the scheme or host is missing or wrong; the message holds no password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise BadInput(
                Bilingual("MQTT 代理地址无法识别", "the broker's address cannot be read"),
                next_step=Bilingual(
                    "写成 mqtt://用户:密码@主机:端口",
                    "write it as mqtt://user:password@host:port",
                ),
            )
        tls = parts.scheme == "mqtts"
        return cls(
            host=parts.hostname,
            port=port or (8883 if tls else 1883),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
        )

    def url(self) -> str:
        """The address with its password, for a child's environment; never for a log."""
        who = ""
        if self.username is not None:
            who = quote(self.username, safe="")
            if self.password is not None:
                who += ":" + quote(self.password, safe="")
            who += "@"
        return f"mqtt{'s' if self.tls else ''}://{who}{self.host}:{self.port}"
