"""Text that people read on one line."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories: control, format (also those that turn text round), unassigned, separators."""


def _check(text: str) -> str:
    if text.isprintable():
        # All that is refused is not printable, and so are odd blanks, which are not refused.
        return text
    for character in text:
        if unicodedata.category(character) in _REFUSED:
            raise ValueError(
                f"含有不可显示的字符 U+{ord(character):04X} / holds a character that cannot be "
                f"shown, U+{ord(character):04X}"
            )
    return text


OneLine = Annotated[str, AfterValidator(_check)]
"""Shown as it is: no control characters, no line breaks, nothing that hides or turns text."""
