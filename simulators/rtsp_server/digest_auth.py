"""Digest authentication of RTSP requests: RFC 7616 with MD5 and SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from simulators.rtsp_server.auth import Verdict

Algorithm = Literal["MD5", "SHA-256"]

_FIELD = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')
_NONCE_LIFE_S = 300.0


@dataclass(slots=True)
class DigestAuth:
    """Challenges and checks.

    A nonce carries its birth time and a keyed hash over it, so that nothing is kept per nonce and
    a flood of challenges costs no memory. Each challenge has a fresh one.

    Attributes:
        user: The only user.
        password: Its password.
        monotonic_s: Clock for the age of nonces.
        algorithms: Offered in this order. FFmpeg takes the last challenge it reads, and fails on
            SHA-256, so MD5 stands last.
        qop: Whether to offer ``qop="auth"``; many cameras do not.
        realm: As many cameras name themselves.
    """

    user: str
    password: str
    monotonic_s: Callable[[], float]
    algorithms: Sequence[Algorithm] = ("SHA-256", "MD5")
    qop: bool = False
    realm: str = "IP Camera"
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def challenges(self, stale: bool = False) -> list[str]:
        """Return the values of the WWW-Authenticate lines of one refusal."""
        nonce = self._nonce()
        tail = (', qop="auth"' if self.qop else "") + (", stale=true" if stale else "")
        return [
            f'Digest realm="{self.realm}", nonce="{nonce}", algorithm={algorithm}{tail}'
            for algorithm in self.algorithms
        ]

    def check(self, authorization: str, method: str) -> Verdict:
        """Check an Authorization line.

        Args:
            authorization: The header's value, hostile until parsed.
            method: RTSP method of the request.

        Returns:
            ``ok``; ``stale`` when only the nonce is too old; ``no`` otherwise.
        """
        if not authorization.lower().startswith("digest "):
            return "no"
        given = {
            m[1].lower(): m[2] if m[2] is not None else m[3]
            for m in _FIELD.finditer(authorization[7:])
        }
        algorithm = given.get("algorithm", "MD5").upper()
        if algorithm not in self.algorithms or given.get("username") != self.user:
            return "no"
        nonce = given.get("nonce", "")
        age_s = self._age_s(nonce)
        if age_s is None:
            return "no"
        digest = hashlib.sha256 if algorithm == "SHA-256" else hashlib.md5

        def hashed(text: str) -> str:
            return digest(text.encode()).hexdigest()

        middle = nonce
        if "qop" in given:
            if given["qop"] != "auth":
                return "no"
            middle += f":{given.get('nc', '')}:{given.get('cnonce', '')}:auth"
        first = hashed(f"{self.user}:{self.realm}:{self.password}")
        second = hashed(f"{method}:{given.get('uri', '')}")
        wanted = hashed(f"{first}:{middle}:{second}")
        if not hmac.compare_digest(wanted, given.get("response", "").lower()):
            return "no"
        return "ok" if age_s <= _NONCE_LIFE_S else "stale"

    def _nonce(self) -> str:
        born = f"{int(self.monotonic_s() * 1000):012x}{secrets.token_hex(6)}"
        return born + self._seal(born)

    def _seal(self, born: str) -> str:
        return hmac.new(self._key, born.encode(), hashlib.sha256).hexdigest()[:24]

    def _age_s(self, nonce: str) -> float | None:
        if len(nonce) != 48 or not hmac.compare_digest(self._seal(nonce[:24]), nonce[24:]):
            return None
        return self.monotonic_s() - int(nonce[:12], 16) / 1000
