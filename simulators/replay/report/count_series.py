"""Counts of one zone over time."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class CountSeries(ReportModel):
    """One zone's counts; the lists have one place per look.

    Attributes:
        zone: The zone's id.
        limit: People from which the zone is too full; null where only a density is limited.
        time_s: Seconds after the first picture.
        people: As counted.
        smoothed: As the rule saw it.
        truth: As it really was; null where it is not known.
    """

    zone: str
    limit: int | None
    time_s: tuple[float, ...]
    people: tuple[int, ...]
    smoothed: tuple[float, ...]
    truth: tuple[int | None, ...]
