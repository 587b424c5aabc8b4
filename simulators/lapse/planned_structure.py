"""A structure with its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulators.lapse.structure import Structure

WORK_FROM_H, WORK_TO_H = 7.0, 18.0


@dataclass(frozen=True, slots=True)
class PlannedStructure:
    """When it is built.

    Attributes:
        id: Within the series.
        structure: What.
        begins: Local time of the first work.
        work_days: Days of work until it is done; work goes on from 7 to 18.
        pauses: Days without work, counted from the first, which is 0.
    """

    id: str
    structure: Structure
    begins: datetime
    work_days: float
    pauses: frozenset[int]

    def progress(self, at: datetime) -> float:
        """Return how far it is at a local time, in steps of one hundredth."""
        if at <= self.begins:
            return 0.0
        worked = 0.0
        day = self.begins.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= at:
            if (day.date() - self.begins.date()).days not in self.pauses:
                begin = max(self.begins, day + timedelta(hours=WORK_FROM_H))
                end = min(at, day + timedelta(hours=WORK_TO_H))
                worked += max(0.0, (end - begin) / timedelta(hours=WORK_TO_H - WORK_FROM_H))
            day += timedelta(days=1)
        return min(1.0, int(worked / self.work_days * 100) / 100)
