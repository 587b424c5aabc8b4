"""Counts of one zone over time."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class CountSeries(ReportModel):
    """One zone's counts; the lists have one place per look.

    Attributes:
        zone: The zone's id.
        limit: People from which the zone is too full; null where only a density is limited.
        density_limit: People/m² over the zone from which it is too full; null without.
        peak_density_limit: The same for its densest part.
        time_s: Seconds after the first picture.
        people: As counted.
        smoothed: As the rule saw it.
        truth: As it really was; null where it is not known.
        density: People/m² over the zone; null without ground points.
        peak_density: The same in its densest part.
    """

    zone: str
    limit: int | None
    density_limit: float | None
    peak_density_limit: float | None
    time_s: tuple[float, ...]
    people: tuple[int, ...]
    smoothed: tuple[float, ...]
    truth: tuple[int | None, ...]
    density: tuple[float | None, ...]
    peak_density: tuple[float | None, ...]
