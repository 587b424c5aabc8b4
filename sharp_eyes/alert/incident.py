"""An incident as its owner, the worker, keeps it (contract C3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.severity import Severity


@dataclass(frozen=True, slots=True)
class IncidentKey:
    """What an incident is one of: at most one is open per key.

    Attributes:
        camera_id: 20 digits; ``shard/<id>`` where it concerns the shard itself.
        kind: What it is about.
        zone_id: The zone, ``-`` for the camera itself.
    """

    camera_id: str
    kind: IncidentKind
    zone_id: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, open or ended.

    Attributes:
        incident_id: ULID.
        key: Camera, kind and zone.
        opened_at: Capture time of the frame that completed it, UTC.
        severity: Of its last alert.
        epoch: Epoch of its last alert.
        seq: Number of its last alert.
        last_sent_at: Capture time of its last alert, UTC.
        value: Last value measured.
        ended_at: Capture time at which it ended; none while it is open.
    """

    incident_id: str
    key: IncidentKey
    opened_at: datetime
    severity: Severity
    epoch: int
    seq: int
    last_sent_at: datetime
    value: float
    ended_at: datetime | None = None
