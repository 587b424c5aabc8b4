"""The error of a call that did not get its turn to write."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import TryAgain


class StoreBusy(TryAgain):
    """Somebody else has been writing for longer than a call waits."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("数据库正忙，本次未作任何改动", "the database is busy; nothing was changed"),
            next_step=Bilingual("几秒后重试", "try again in a few seconds"),
        )
