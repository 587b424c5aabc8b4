"""What one visit found in a watched area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detectors.construction.visit_outcome import VisitOutcome


@dataclass(frozen=True, slots=True)
class ConstructionObservation:
    """One visit to one zone.

    Attributes:
        zone_id: The zone.
        captured_at: Capture time of the visit's last frame, UTC.
        outcome: Whether the visit could be compared.
        changed_share: Area of lasting change without a permit, as a share of the picture.
        outlines: Its outlines, corners (u, v), largest first.
        shift: (right, down) by which the picture was moved onto the reference, as fractions of
            the picture's width.
        permitted_share: Area of lasting change on permitted ground, as a share of the picture.
        area_m2: Ground that the change without a permit covers, where the ground plane is known.
    """

    zone_id: str
    captured_at: datetime
    outcome: VisitOutcome
    changed_share: float
    outlines: tuple[tuple[tuple[float, float], ...], ...]
    shift: tuple[float, float]
    permitted_share: float = 0.0
    area_m2: float | None = None
