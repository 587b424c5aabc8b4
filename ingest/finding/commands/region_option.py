"""A region on the command line."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


def region_option(text: str | None) -> str | None:
    """Return a region's code as it was typed, or none.

    Raises:
        BadInput: it has not 12 digits.
    """
    if text is None:
        return None
    if len(text) == 12 and text.isascii() and text.isdigit() and text[0] != "0":
        return text
    raise BadInput(
        Bilingual(f"行政区划“{text}”应为 12 位数字", f"a region has 12 digits: {text!r}"),
        next_step=Bilingual("例如 370499101201", "for example 370499101201"),
    )
