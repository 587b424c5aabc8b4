"""An incident that a recording would have raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulators.replay.evidence_file import EvidenceFile
from simulators.replay.outlined_change import OutlinedChange


@dataclass(slots=True)
class ReplayedIncident:
    """One incident, from its first look to its end.

    Attributes:
        incident_id: ULID from a seeded source.
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id.
        start: Capture time of the look that opened it, UTC.
        severity: The highest it reached.
        quantity: What was measured.
        peak: The worst value measured: the highest, of some faults of the picture the lowest.
        unit: Of ``peak``.
        limit: What it is held against, in the same unit.
        at_least: Whether the model could not resolve more, so that ``peak`` may be too low.
        end: Capture time of the look that ended it; none when the recording ended first.
        end_reason: Why it ended.
        updates: How often it was told again.
        evidence: Its pictures.
        outlines: Where a change was seen at each visit while it was open.
    """

    incident_id: str
    kind: str
    zone: str
    start: datetime
    severity: int
    quantity: str
    peak: float
    unit: str
    limit: float
    at_least: bool = False
    end: datetime | None = None
    end_reason: str | None = None
    updates: int = 0
    evidence: list[EvidenceFile] = field(default_factory=list)
    outlines: list[OutlinedChange] = field(default_factory=list)
