"""Said to whoever has tried in vain too often."""

from __future__ import annotations

import math

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import TryAgain


class TriesLocked(TryAgain):
    """The next try has to wait.

    Args:
        wait_s: How long, seconds.
    """

    def __init__(self, wait_s: float) -> None:
        self.wait_s = math.ceil(wait_s)
        super().__init__(
            Bilingual("口令或验证码错误次数过多", "too many wrong passwords or codes"),
            next_step=Bilingual(f"请 {self.wait_s} 秒后再试", f"try again in {self.wait_s} s"),
        )
