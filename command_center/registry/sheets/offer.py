"""A correction that is offered, and never made unasked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class Correction(StrEnum):
    """What can be put right in a whole file."""

    SWAPPED = "swapped"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    Correction.SWAPPED: Bilingual("经纬度颠倒", "longitude and latitude exchanged"),
    Correction.GCJ02: Bilingual(
        "火星坐标（GCJ-02）换算为 CGCS2000", "GCJ-02 brought to CGCS2000 (WGS 84)"
    ),
    Correction.BD09: Bilingual(
        "百度坐标（BD-09）换算为 CGCS2000", "BD-09 brought to CGCS2000 (WGS 84)"
    ),
}

SURE = 0.99
"""From here on a correction is called sure, below it likely."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One correction.

    Attributes:
        correction: What.
        rows: Of how many rows the place would move.
        probability: That it is right, 0 to 1, as reckoned in ``coordinates``.
        how: By what it was told.
        example: Row, place as written and place as it would be, (longitude, latitude) in degrees.
        accepted: Whether it has been taken up.
    """

    correction: Correction
    rows: int
    probability: float
    how: Bilingual
    example: tuple[int, tuple[float, float], tuple[float, float]] | None = None
    accepted: bool = False

    @property
    def certainty(self) -> Bilingual:
        """How sure it is, in words."""
        if self.probability >= SURE:
            return Bilingual("确定", "sure")
        return Bilingual("很可能", "likely")
