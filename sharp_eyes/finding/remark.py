"""Something people should know about what was found."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.node.message import Message

MAX_CHARACTERS = 400


class Remark(Message):
    """One remark, in both languages; it holds no secret.

    Attributes:
        code: What it is about, for programs: lower case words joined by ``-``.
        zh: Chinese text.
        en: English text.
    """

    code: str = Field(max_length=60)
    zh: str = Field(max_length=MAX_CHARACTERS)
    en: str = Field(max_length=MAX_CHARACTERS)

    @classmethod
    def of(cls, code: str, text: Bilingual) -> Self:
        """Make one; what a device had too many words for is cut."""
        return cls(code=code, zh=clipped(text.zh), en=clipped(text.en))

    @property
    def text(self) -> Bilingual:
        """Both languages."""
        return Bilingual(self.zh, self.en)


def clipped(text: str, characters: int = MAX_CHARACTERS) -> str:
    """Return a text without control characters and not longer than wanted.

    A device's own words go onto terminals and pages.
    """
    printable = "".join(
        letter if letter.isprintable() else " " for letter in text[: 4 * characters]
    )
    return printable if len(printable) <= characters else printable[: characters - 1] + "…"
