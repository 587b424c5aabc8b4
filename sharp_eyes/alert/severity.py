"""How grave an incident is: four levels with fixed colours."""

from __future__ import annotations

from enum import IntEnum

from sharp_eyes.bilingual import Bilingual


class Severity(IntEnum):
    """1 一般 to 4 特别重大 (the four levels of the national emergency plans)."""

    MINOR = 1
    SERIOUS = 2
    MAJOR = 3
    GRAVE = 4

    @property
    def colour(self) -> str:
        """Blue, yellow, orange or red."""
        return ("blue", "yellow", "orange", "red")[self - 1]

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return (
            Bilingual("一般", "minor"),
            Bilingual("较大", "serious"),
            Bilingual("重大", "major"),
            Bilingual("特别重大", "grave"),
        )[self - 1]
