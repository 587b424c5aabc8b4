"""An incident as people see it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.views.evidence_view import EvidenceView
from command_center.views.outage_camera_view import OutageCameraView
from command_center.views.view import View
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource


class IncidentView(View):
    """One incident.

    Attributes:
        id: ULID.
        kind: What it is about.
        camera: 20 digits, or none when it is about a region or a shard.
        camera_name: Its name.
        zone: The zone, or none.
        region: 12 digits.
        region_name: Its name.
        grid: 15 digits, or none.
        grid_name: Its name, or empty.
        location: (longitude, latitude), degrees, or none.
        severity: 1 to 4.
        state: ``open`` or ``ended``.
        review: ``none``, ``waiting`` for a duty officer, ``confirmed`` or ``dismissed``.
        opened_at: Capture time of its first alert.
        updated_at: Capture time of its last alert.
        ended_at: When it ended.
        end_reason: Why.
        measurement: What was measured against which limit.
        model: Which model and threshold raised it.
        time_source: Whose clock capture times come from.
        evidence: Its pictures and clips, at most 16.
        task_id: Its task, or none.
        alert_id: The last alert that counted.
        captured_at: Of that alert's frame.
        decoded_at: When that frame had been decoded.
        received_at: When the centre had that alert.
        held_back_by: Why it calls on nobody: shown, no pop-up, no task; none for one that does.
        part_of: The incident that it is shown with, such as its village's outage; or none.
        cameras: Of a village's outage, the cameras that are or were gone.
        peak: Of a crowd, the measurement of all its alerts that was furthest over its limit.
    """

    id: str
    kind: IncidentKind
    camera: str | None
    camera_name: str
    zone: str | None
    region: str
    region_name: str
    grid: str | None
    grid_name: str
    location: tuple[float, float] | None
    severity: Severity
    state: Literal["open", "ended"]
    review: Literal["none", "waiting", "confirmed", "dismissed"]
    opened_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    end_reason: EndReason | None
    measurement: Measurement
    model: ModelName
    time_source: TimeSource
    evidence: tuple[EvidenceView, ...]
    task_id: str | None
    alert_id: str
    captured_at: datetime
    decoded_at: datetime
    received_at: datetime
    held_back_by: str | None = None
    part_of: str | None = None
    cameras: tuple[OutageCameraView, ...] = ()
    peak: Measurement | None = None
