"""One line of a duty roster that is to be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
"""One person, one shift; longer duties are written as several."""

_FIRST, _LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """Who is on duty, where, from when to when.

    Attributes:
        username: Who.
        region: Where, 12 digits; empty for everywhere.
        label: What people call the shift.
        begins_at: Aware.
        ends_at: Aware.

    Raises:
        BadInput: it ends before it begins, or lasts too long.
    """

    username: str
    region: str
    label: str
    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Look at its length, and that it lies in a time that calendars know."""
        if not (_FIRST <= self.begins_at.year <= _LAST and _FIRST <= self.ends_at.year <= _LAST):
            raise BadInput(
                Bilingual("日期超出范围", "the day is out of range"),
                next_step=Bilingual("核对年份", "check the year"),
            )
        if not SHORTEST <= self.ends_at - self.begins_at <= LONGEST:
            raise BadInput(
                Bilingual("班次应为 15 分钟至 24 小时", "a shift lasts 15 minutes to 24 hours"),
                next_step=Bilingual("核对起止时间", "check when it begins and ends"),
            )

    def overlaps(self, other: PlannedShift) -> bool:
        """Tell whether one person would be on duty twice at once."""
        return (
            self.username == other.username
            and self.begins_at < other.ends_at
            and other.begins_at < self.ends_at
        )
