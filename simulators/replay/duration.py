"""Lengths of time as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

_UNITS_S = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_FORM = re.compile(r"^(\d+(?:\.\d+)?)\s*(s|min|h|d)$")


def parse_duration(text: str) -> timedelta:
    """Read ``30s``, ``10min``, ``4h`` or ``1d``.

    Raises:
        BadInput: it is none of these, or no time at all.
    """
    match = _FORM.match(text.strip())
    seconds = float(match[1]) * _UNITS_S[match[2]] if match else 0.0
    if seconds <= 0 or seconds > 366 * 86_400:
        raise BadInput(
            Bilingual(f"时间间隔“{text}”无法识别", f"the interval {text!r} cannot be read"),
            next_step=Bilingual("写成 30s、10min、4h 或 1d", "write it like 30s, 10min, 4h or 1d"),
        )
    return timedelta(seconds=seconds)
