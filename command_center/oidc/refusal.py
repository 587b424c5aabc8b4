"""Why somebody who came from the provider was not let in."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Refused


class Refusal(StrEnum):
    """Each is explained on the page ``oidc.html``."""

    STATE = "state"
    """The way back does not belong to a way out of this browser."""
    EXPIRED = "expired"
    """It does, and took too long."""
    USED = "used"
    """It does, and was gone before."""
    DENIED = "denied"
    """The person there broke off, or the provider does not let them."""
    CLIENT = "client"
    """The provider does not accept what this centre asks for: a setting, here or there."""
    PROVIDER = "provider"
    """The provider does not answer as it should."""
    TOKEN = "token"  # noqa: S105
    """What it says of the person is not signed, not for us, or not new."""
    UNKNOWN = "unknown"
    """Nobody here has that name."""
    DISABLED = "disabled"
    ANOTHER = "another"
    """The account here belongs to another person there."""
    SECOND_FACTOR = "second-factor"
    """The account needs one, and the provider did not ask for it."""
    ADMINISTRATORS = "administrators"
    """They would be two of the three administrators."""
    WAIT = "wait"
    """Too many that failed came from the same address."""
    OFF = "off"
    """There is no provider."""
    CENTRE = "centre"
    """The provider let them in, and the centre could not go on."""


class OidcRefused(Refused):
    """A sign-in with the provider that ended without a session.

    Args:
        why: For the page that tells the person.
        reason: For the log; no secret.
    """

    def __init__(self, why: Refusal, reason: str) -> None:
        self.why = why
        super().__init__(Bilingual(f"统一认证登录未成功：{why}", f"sign-in refused: {reason}"))
