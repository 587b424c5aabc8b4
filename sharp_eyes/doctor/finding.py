"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    # It works without, with something less; or it will be slow.
    OPTIONAL_MISSING = "optional_missing"
    # The demo cannot run like this.
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check.

    Attributes:
        name: the check's name, stable, for scripts.
        verdict: how it came out.
        title: what was looked at.
        detail: what was found there.
        purpose: what the thing is for.
        remedy: how to get it; None where nothing is missing.
    """

    name: str
    verdict: Verdict
    title: Bilingual
    detail: Bilingual
    purpose: Bilingual
    remedy: Bilingual | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the finding as JSON holds it."""
        return {
            "name": self.name,
            "verdict": self.verdict.value,
            "title": self.title.as_dict(),
            "detail": self.detail.as_dict(),
            "purpose": self.purpose.as_dict(),
            "remedy": self.remedy.as_dict() if self.remedy is not None else None,
        }
