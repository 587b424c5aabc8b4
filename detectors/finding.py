"""What a camera's detectors hand on: one step of one incident, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detectors.evidence.evidence_picture import EvidencePicture
from sharp_eyes.alert.incident import IncidentKey
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """An incident opened, changed or ended.

    Attributes:
        key: Camera, kind and zone.
        phase: ``new``, ``update`` or ``end``.
        captured_at: Capture time of the look that decided it, UTC.
        severity: 1 to 4.
        measurement: What was measured against which limit.
        model: Which model or method saw it.
        reason: Why it ended; with phase ``end`` alone.
        pictures: Evidence, people masked: with ``new`` and when it grew graver.
    """

    key: IncidentKey
    phase: Phase
    captured_at: datetime
    severity: Severity
    measurement: Measurement
    model: ModelName
    reason: EndReason | None = None
    pictures: tuple[EvidencePicture, ...] = ()

    @property
    def zone_id(self) -> str:
        """The zone's id."""
        return self.key.zone_id
