"""Something about a source that could not be read, while the rest could."""

from __future__ import annotations

from dataclasses import dataclass, field

from sharp_eyes.bilingual import Bilingual

MAX_KEPT = 50
"""A file that is broken all over says so in fifty lines as well as in fifty thousand."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was passed over.

    Attributes:
        place: Frame or file, as the tester can find it.
        reason: What is wrong with it.
    """

    place: str
    reason: Bilingual

    def as_text(self) -> Bilingual:
        """Return place and reason as one text."""
        return Bilingual(f"{self.place}：{self.reason.zh}", f"{self.place}: {self.reason.en}")


@dataclass(slots=True)
class Problems:
    """What one source could not give; beyond ``MAX_KEPT`` only the count goes on.

    Attributes:
        kept: The first ones.
        count: How many there were.
    """

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def note(self, place: str, reason: Bilingual) -> None:
        """Add one."""
        self.count += 1
        if len(self.kept) < MAX_KEPT:
            self.kept.append(Problem(place, reason))

    def add(self, others: Problems) -> None:
        """Take those of a part over."""
        self.count += others.count
        self.kept += others.kept[: MAX_KEPT - len(self.kept)]
