"""How counting went."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class CrowdReport(ReportModel):
    """Counts and boxes; what needs a truth is null without one.

    Attributes:
        looks: Counts made: one per zone and look.
        mean: People counted on average.
        highest: The most people counted.
        frames: Counts that could be compared with the truth.
        count_mae: Mean absolute error of the count.
        count_bias: Mean error of the count; below 0 it counts too few.
        precision: Share of boxes that are right, at the threshold in force, IoU .5.
        recall: Share of true people found.
        f1: Harmonic mean of both.
        people: True people in all pictures compared.
    """

    looks: int
    mean: float | None
    highest: int | None
    frames: int
    count_mae: float | None
    count_bias: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    people: int | None
