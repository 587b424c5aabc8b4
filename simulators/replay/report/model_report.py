"""The object model in the report."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class ModelReport(ReportModel):
    """Which model looked.

    Attributes:
        name: For example ``nanodet-g``.
        version: Its version.
        sha256: Of the weights file.
        threshold: Score from which a box counts as a person.
    """

    name: str
    version: str
    sha256: str | None
    threshold: float
