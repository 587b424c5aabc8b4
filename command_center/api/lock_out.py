"""Who typed too many wrong passwords waits."""

from __future__ import annotations

import math
from http import HTTPStatus

from command_center.api.problem import Problem
from command_center.centre import Centre
from sharp_eyes.bilingual import Bilingual


def refuse_while_locked(centre: Centre, username: str, address: str) -> None:
    """Refuse a try that has to wait.

    Args:
        centre: Counts failures.
        username: What was typed.
        address: Where from.

    Raises:
        Problem: 429, with how long.
    """
    wait_s = math.ceil(centre.limiter.wait_s(username, address))
    if wait_s > 0:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            Bilingual("口令错误次数过多", "too many wrong passwords"),
            next_step=Bilingual(f"请 {wait_s} 秒后再试", f"try again in {wait_s} s"),
            headers={"Retry-After": str(wait_s)},
        )
