"""Basic authentication (RFC 7617), which old cameras still want."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from simulators.rtsp_server.auth import Verdict


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """Name and password in the clear.

    Attributes:
        user: The only user.
        password: Its password.
        realm: As many cameras name themselves.
    """

    user: str
    password: str
    realm: str = "IP Camera"

    def challenges(self, stale: bool = False) -> list[str]:
        """Return the value of the WWW-Authenticate line."""
        return [f'Basic realm="{self.realm}"']

    def check(self, authorization: str, method: str) -> Verdict:
        """Check an Authorization line; never ``stale``."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "basic":
            return "no"
        try:
            given = base64.b64decode(token.strip(), validate=True)
        except (binascii.Error, ValueError):
            return "no"
        wanted = f"{self.user}:{self.password}".encode()
        return "ok" if hmac.compare_digest(given, wanted) else "no"
