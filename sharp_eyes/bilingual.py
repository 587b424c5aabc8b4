"""A text in the two languages of the people at the screens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One message in Chinese and in English.

    Attributes:
        zh: Simplified Chinese text.
        en: English text.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        """Both languages on one line, for terminals and logs."""
        return f"{self.zh} / {self.en}"

    def as_dict(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}``, the form used on the wire."""
        return {"zh": self.zh, "en": self.en}
