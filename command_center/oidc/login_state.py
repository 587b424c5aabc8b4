"""What has to be remembered while somebody is at the provider, in a cookie of theirs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from command_center.sealing.sealer import Sealer

LIFE = timedelta(minutes=10)
KEPT = timedelta(hours=1)
"""How long the cookie stays, so that whoever comes back too late, or twice, is told just that."""

_LENGTH = 43
"""Characters of 62: 256 bits (RFC 7636, section 4.1, asks for 43 to 128)."""


@dataclass(frozen=True, slots=True)
class LoginState:
    """Sealed, so that the browser can neither read nor make it; any of our processes opens it.

    Attributes:
        state: Comes back with the browser (RFC 6749, section 10.12).
        nonce: Comes back in the signed token (OpenID Connect Core 1.0, section 3.1.2.1).
        verifier: Shows that who asks for the token also began (RFC 7636).
        purpose: What the session is for.
        page: Where the browser goes then: one of our pages, by its name.
        redirect: Where the provider was told to send it.
        begun_s: When, seconds since 1970.
        used: Whether the browser has come back with it.
    """

    state: str
    nonce: str
    verifier: str = field(repr=False)
    purpose: str
    page: str
    redirect: str
    begun_s: float
    used: bool = False

    @classmethod
    def begin(cls, purpose: str, page: str, redirect: str, now: datetime) -> LoginState:
        """Make one with fresh random values."""
        return cls(
            generate_token(_LENGTH),
            generate_token(_LENGTH),
            generate_token(_LENGTH),
            purpose,
            page,
            redirect,
            now.timestamp(),
        )

    @property
    def challenge(self) -> str:
        """What of the verifier the provider is told first."""
        challenge: str = create_s256_code_challenge(self.verifier)
        return challenge

    def is_over(self, now: datetime) -> bool:
        """Tell whether it is too long ago."""
        return not 0 <= now.timestamp() - self.begun_s <= LIFE.total_seconds()

    def spent(self) -> LoginState:
        """Return what is left of it once the browser has come back."""
        return replace(self, used=True, verifier="")

    def seal(self, sealer: Sealer) -> str:
        """Return it as a cookie's value."""
        return sealer.seal(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def open(cls, sealer: Sealer, cookie: str | None) -> LoginState | None:
        """Return what a cookie holds; none when it is not ours."""
        opened = sealer.open(cookie.encode()) if cookie and cookie.isascii() else None
        return cls(**json.loads(opened)) if opened is not None else None
