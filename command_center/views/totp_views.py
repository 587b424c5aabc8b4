"""One's own codes, as they are answered."""

from __future__ import annotations

from datetime import datetime

from command_center.views.view import View


class TotpView(View):
    """How one stands with codes.

    Attributes:
        on_since: Since when they are asked for at sign-in; null where they are not.
        recovery_left: How many recovery codes are left.
        required: Whether one's role has to have them.
    """

    on_since: datetime | None
    recovery_left: int
    required: bool


class EnrolmentView(View):
    """What an authenticator is set up with; shown once.

    Attributes:
        secret: To be typed by hand, base 32 in groups of four; null when the call is repeated.
        address: ``otpauth://totp/…``, the same.
        picture: The address as a QR code, SVG as a ``data:`` address.
    """

    secret: str | None
    address: str | None
    picture: str | None


class RecoveryCodesView(View):
    """Codes for when the authenticator is lost; shown once.

    Attributes:
        codes: Each works once; null when the call is repeated.
    """

    codes: tuple[str, ...] | None
