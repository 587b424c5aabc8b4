"""An incident that a recording would have raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class ReplayedIncident:
    """One incident, from its first look to its end.

    Attributes:
        incident_id: ULID from a seeded source.
        kind: ``crowd`` or ``construction``.
        zone: The zone's id.
        start: Capture time of the look that opened it.
        end: Capture time of the look that ended it; none when the recording ended first.
        severity: The highest it reached.
        peak: The highest value measured.
        unit: Of ``peak``.
        evidence: Names of picture files.
    """

    incident_id: str
    kind: str
    zone: str
    start: datetime
    end: datetime | None
    severity: int
    peak: float
    unit: str
    evidence: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The form of ``report.json``."""
        return {
            "id": self.incident_id,
            "kind": self.kind,
            "zone": self.zone,
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "severity": self.severity,
            "peak": self.peak,
            "unit": self.unit,
            "evidence": self.evidence,
            "outcome": "unknown",
        }
