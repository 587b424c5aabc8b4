"""Said to an administrator who would give more than they have."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Refused


def beyond_reach() -> Refused:
    """Return the error of giving somebody more than one's own grants reach."""
    return Refused(
        Bilingual("超出您的管辖范围", "this lies beyond what you administer"),
        next_step=Bilingual("请上级安全管理员办理", "ask the administrator above you"),
    )
