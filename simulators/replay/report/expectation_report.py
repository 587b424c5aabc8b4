"""How a run compares with what was expected of it."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel
from simulators.replay.report.text import Text


class ExpectationReport(ReportModel):
    """The outcome of ``--expect``.

    Attributes:
        file: Name of the file.
        met: Whether all expected incidents came, and no other.
        missing: Expected incidents that did not come.
        unexpected: Ids of incidents that nobody expected.
        differences: Both in words.
    """

    file: str
    met: bool
    missing: int
    unexpected: tuple[str, ...]
    differences: tuple[Text, ...]
