"""The error of a change that was worked out against a registry that is no longer the newest."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import TryAgain

ATTEMPTS = 5
"""How often a change is worked out anew before whoever asks for it is told to try again."""


class Overtaken(TryAgain):
    """Somebody else changed the registry meanwhile; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("台账刚被他人修改", "somebody else changed the registry just now"),
            next_step=Bilingual("重新查看后再试", "look at it again, then try again"),
        )
