"""STUN and TURN servers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

# RFC 7064 §3.1 and RFC 7065 §3.1; what aiortc cannot use is refused here, not ignored there.
_ADDRESS = re.compile(
    r"(?:stun:(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?"
    r"|turns?:(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:\?transport=(?:udp|tcp))?)"
)
_PLAIN = re.compile(r"[\x20-\x7e]{1,256}")


@dataclass(frozen=True, slots=True)
class IceServer:
    """One server that helps two sides behind routers to find each other.

    Attributes:
        url: ``stun:host[:port]`` or ``turn[s]:host[:port][?transport=udp|tcp]``.
        username: For TURN.
        credential: For TURN; not shown by ``repr``.
    """

    url: str
    username: str | None = None
    credential: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            BadInput: the address is none of the two forms, or user name or password cannot stand
                in a header.
        """
        if not _ADDRESS.fullmatch(self.url):
            raise BadInput(
                Bilingual(
                    f"ICE 服务器地址“{self.url[:80]}”无法使用",
                    f"the ICE server address {self.url[:80]!r} cannot be used",
                ),
                next_step=Bilingual(
                    "请写成 stun:主机[:端口] 或 turn:主机[:端口][?transport=udp|tcp]",
                    "write it as stun:host[:port] or turn:host[:port][?transport=udp|tcp]",
                ),
            )
        for value in (self.username, self.credential):
            if value is not None and not _PLAIN.fullmatch(value):
                raise BadInput(
                    Bilingual(
                        f"ICE 服务器 {self.url} 的用户名或密码含有不可用的字符",
                        f"user name or password of the ICE server {self.url} has odd characters",
                    ),
                    next_step=Bilingual(
                        "请只用可打印的 ASCII 字符", "use printable ASCII characters only"
                    ),
                )

    def link_header(self) -> str:
        """Return the value of a Link header (RFC 9725 §4.6); holds the password."""
        link = f'<{self.url}>; rel="ice-server"'
        if self.username is not None:
            link += f"; username={_quoted(self.username)}"
        if self.credential is not None:
            link += f'; credential={_quoted(self.credential)}; credential-type="password"'
        return link


def _quoted(text: str) -> str:
    """RFC 9110 §5.6.4."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
