"""A text in both languages."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from simulators.replay.report.model import ReportModel


class Text(ReportModel):
    """One message.

    Attributes:
        zh: Simplified Chinese.
        en: English.
    """

    zh: str
    en: str

    @classmethod
    def of(cls, text: Bilingual) -> Text:
        """Take a text over."""
        return cls(zh=text.zh, en=text.en)
