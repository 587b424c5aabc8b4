"""A picture of an incident in the report."""

from __future__ import annotations

from datetime import datetime

from simulators.replay.report.model import ReportModel


class EvidenceReport(ReportModel):
    """One picture, people masked.

    Attributes:
        file: Its path below the report's folder; the name is the sha256 of its bytes.
        role: What it shows: ``scene``, ``before``, ``after``, ``outline`` …
        captured_at: Capture time of the look that it belongs to.
    """

    file: str
    role: str
    captured_at: datetime
