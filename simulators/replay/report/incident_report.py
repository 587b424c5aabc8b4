"""An incident in the report."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from simulators.replay.report.evidence_report import EvidenceReport
from simulators.replay.report.model import ReportModel


class IncidentReport(ReportModel):
    """What would have been raised.

    Attributes:
        source: Name of the source.
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id; ``picture`` for faults of the picture.
        id: ULID, the same every run.
        start: Capture time of the look that opened it.
        end: Capture time of the look that ended it; null when it was open at the last picture.
        start_s: Seconds from the source's first picture to ``start``.
        end_s: The same for ``end``.
        end_reason: ``cleared``, ``blind`` …
        severity: The highest it reached, 1 to 4.
        quantity: What was measured; for a camera fault, which fault.
        peak: The worst value measured: the highest, but the lowest of ``black``, ``blurred`` and
            ``view_moved``.
        unit: Of ``peak`` and ``limit``.
        limit: What the value was held against.
        at_least: Whether the model could not resolve more than ``peak``.
        updates: How often it was told again.
        evidence: Its pictures.
        outcome: ``true`` or ``false`` where the truth says so, else ``unknown``.
        delay_s: How long after the true incident was due it was raised, by the first about it;
            below 0 it was early.
    """

    source: str
    kind: str
    zone: str
    id: str
    start: datetime
    end: datetime | None
    start_s: float
    end_s: float | None
    end_reason: str | None
    severity: int
    quantity: str
    peak: float
    unit: str
    limit: float
    at_least: bool
    updates: int
    evidence: tuple[EvidenceReport, ...]
    outcome: Literal["true", "false", "unknown"]
    delay_s: float | None
