"""What somebody needs to set an authenticator up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Shown once.

    Attributes:
        secret: To be typed, in groups of four.
        address: To be read from a picture, ``otpauth://totp/…``.
    """

    secret: str = field(repr=False)
    address: str = field(repr=False)
