"""The kinds of units to which work goes."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class UnitKind(StrEnum):
    """What a unit is."""

    GRID = "grid"
    DEPARTMENT = "department"
    ENFORCEMENT = "enforcement"
    SOCIAL = "social"

    @property
    def label(self) -> Bilingual:
        """The kind's name on screen."""
        return _TITLES[self]


_TITLES = {
    UnitKind.GRID: Bilingual("网格队伍", "grid team"),
    UnitKind.DEPARTMENT: Bilingual("部门", "department"),
    UnitKind.ENFORCEMENT: Bilingual("执法力量", "enforcement force"),
    UnitKind.SOCIAL: Bilingual("社会组织", "social organisation"),
}
