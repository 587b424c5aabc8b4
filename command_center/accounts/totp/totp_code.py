"""Codes that change with time (RFC 6238), as authenticator apps make them."""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S = 30
DIGITS = 6
"""What every authenticator app can do; RFC 6238, section 4, and its default of 30 s."""

SECRET_BYTES = 20
"""As long as the hash (RFC 4226, section 4, R6)."""

SKEW_STEPS = 1
"""Clocks of telephones are off: one step to either side (RFC 6238, section 5.2)."""

ISSUER = "Sharp Eyes"


def new_secret() -> bytes:
    """Make a secret."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step, 6 digits.

    Args:
        secret: Shared with the authenticator.
        step: Count of 30 s since 1970.
    """
    return _totp(secret).generate(step * STEP_S).decode()


def step_of(secret: bytes, code: str, unix_s: float, after: int) -> int | None:
    """Return the step that a code belongs to; none when it is wrong, too old or used before.

    Args:
        secret: Shared with the authenticator.
        code: What was typed.
        unix_s: Now, seconds since 1970.
        after: The last step of which a code was taken: no code of it or of earlier ones is taken
            any more (RFC 6238, section 5.2).
    """
    now = int(unix_s) // STEP_S
    found = None
    for step in range(now - SKEW_STEPS, now + SKEW_STEPS + 1):
        right = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if right and step > after:
            found = step
    return found


def address_of(secret: bytes, username: str) -> str:
    """Return what an authenticator reads from a picture: ``otpauth://totp/…``."""
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def as_text(secret: bytes) -> str:
    """Return the secret as it is typed by hand: base 32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_S)
