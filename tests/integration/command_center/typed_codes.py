"""An authenticator for tests."""

from __future__ import annotations

import base64

from command_center.accounts.totp import totp_code
from tests.integration.command_center.house import House


def secret_of(text: str) -> bytes:
    """Return the secret that was typed from a screen."""
    plain = "".join(text.split())
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def code_of(town: House, secret: bytes, later_steps: int = 0) -> str:
    """Return what the authenticator shows now, or some steps of 30 s later."""
    now_s = int(town.centre.clock.now().timestamp())
    return totp_code.code_at(secret, now_s // totp_code.STEP_S + later_steps)
