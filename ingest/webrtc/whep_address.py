"""whep:// and wheps:// addresses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.webrtc.errors import BadWebRtcAddress
from sharp_eyes.bilingual import Bilingual

MAX_LENGTH = 2048


@dataclass(frozen=True, slots=True)
class WhepAddress:
    """Where a stream is subscribed to; without credentials, safe to log.

    Attributes:
        url: http:// or https://, what is sent to.
        shown: As people wrote it.
    """

    url: str
    shown: str

    @classmethod
    def parse(cls, text: str) -> tuple[WhepAddress, str | None]:
        """Read an address.

        Args:
            text: ``whep[s]://[user:token@]host[:port]/path[?query]``; ``whep`` is http, ``wheps``
                is https.

        Returns:
            The address, and the token if it held one.

        Raises:
            BadWebRtcAddress: not such an address; the message holds no token.
        """
        scheme, _, rest = text.strip().partition("://")
        scheme = scheme.lower()
        shown = f"{scheme[:8]}://{rest.rpartition('@')[2]}"[:200]
        if scheme not in ("whep", "wheps"):
            raise _bad(shown, "应以 whep:// 或 wheps:// 开头", "it begins with no whep(s)://")
        if len(text) > MAX_LENGTH or any(ord(one) <= 32 or ord(one) == 127 for one in rest):
            raise _bad(shown, "太长或含空格", "too long, or it holds a space")
        web = "http" if scheme == "whep" else "https"
        try:
            parts = urlsplit(f"{web}://{rest}")
            host, port, password = parts.hostname, parts.port, parts.password
        except ValueError as error:
            raise _bad(shown, "主机或端口有误", "host or port is wrong") from error
        if not host or port == 0:
            raise _bad(shown, "缺少主机名", "it names no host")
        place = parts.netloc.rpartition("@")[2]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        address = cls(f"{web}://{place}{target}", f"{scheme}://{place}{target}")
        return address, unquote(password) if password else None

    @property
    def secure(self) -> bool:
        """True for wheps."""
        return self.url.startswith("https:")


def _bad(shown: str, zh: str, en: str) -> BadWebRtcAddress:
    return BadWebRtcAddress(shown, Bilingual(zh, en))
