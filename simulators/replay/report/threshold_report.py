"""Precision and recall at one threshold."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class ThresholdReport(ReportModel):
    """One row of the curve.

    Attributes:
        threshold: Score from which a box counts.
        precision: Share of boxes that are right.
        recall: Share of true people found.
        f1: Harmonic mean of both.
    """

    threshold: float
    precision: float
    recall: float
    f1: float
