"""Names in the order that people expect."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural_key(text: str) -> list[tuple[int, str]]:
    """Return a sort key that takes numbers by value: 2.jpg comes before 10.jpg."""
    return [
        (int(part), "") if part.isascii() and part.isdigit() else (-1, part)
        for part in _DIGITS.split(text)
        if part
    ]
