"""The alert: a CloudEvents 1.0 envelope around what a detector found (contract C4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sharp_eyes.alert.evidence import Evidence
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.identifiers import Ulid
from sharp_eyes.region_code import GridCode, RegionCode
from sharp_eyes.registry.model import GeoPoint

Subject = Annotated[
    str, StringConstraints(pattern=r"^(camera/[0-9]{20}|region/[0-9]{12}|shard/[a-z0-9-]{1,40})$")
]
"""``camera/<id>``, ``region/<code>`` or ``shard/<id>``."""

Source = Annotated[
    str, StringConstraints(pattern=r"^/[0-9]{6}/[0-9]{3}/[a-z0-9-]{1,40}/[a-z0-9-]{1,40}$")
]
"""``/<county6>/<town3>/<node>/<shard>``: who raised it, and where its answer goes."""


_KIND_OF = {kind.event_type: kind for kind in IncidentKind}


class AlertData(BaseModel):
    """What happened.

    Attributes:
        incident_id: ULID minted by the worker; the same through new, update and end.
        phase: new, update or end.
        epoch: Epoch of the shard that raised it (contract C10).
        seq: Counts the alerts of one incident; lower (epoch, seq) never overwrites higher.
        severity: 1 to 4.
        region: 12 digits.
        grid: 15 digits where the camera names one.
        location: (longitude, latitude), degrees.
        zone: The zone's id; none for faults of the camera itself.
        measurement: What was measured against which limit.
        time_source: Whose clock the capture time comes from.
        decoded_at: When the frame that completed the incident had been decoded, UTC.
        evidence: Pictures, people masked.
        model: Which model, version and threshold raised it.
        reason: Why it ended; with phase ``end`` alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    incident_id: Ulid
    phase: Phase
    epoch: int = Field(ge=0)
    seq: int = Field(ge=0)
    severity: Severity
    region: RegionCode
    grid: GridCode | None = None
    location: GeoPoint | None = None
    zone: str | None = Field(default=None, max_length=40)
    measurement: Measurement
    time_source: TimeSource
    decoded_at: AwareDatetime
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=16)
    model: ModelName
    reason: EndReason | None = None

    @model_validator(mode="after")
    def _reason_with_end_alone(self) -> AlertData:
        if (self.phase is Phase.END) != (self.reason is not None):
            raise ValueError("reason goes with phase 'end', and with it alone")
        return self


class Alert(BaseModel):
    """A CloudEvents 1.0 event in its JSON form (CloudEvents 1.0.2, section 3.1).

    Attributes:
        id: ULID; the centre stores each id once.
        type: ``sharp-eyes.<kind>.v1``.
        source: Node and shard.
        subject: Camera, region or shard.
        time: Capture time of the frame, UTC.
        data: What happened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    specversion: Literal["1.0"] = "1.0"
    id: Ulid
    type: Literal["sharp-eyes.crowd.v1", "sharp-eyes.construction.v1", "sharp-eyes.camera-fault.v1"]
    source: Source
    subject: Subject
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: AlertData

    @property
    def kind(self) -> IncidentKind:
        """The kind that ``type`` names."""
        return _KIND_OF[self.type]

    @property
    def camera_id(self) -> str | None:
        """The camera the alert is about, or none when it is about a region or a shard."""
        return self.subject.removeprefix("camera/") if self.subject.startswith("camera/") else None

    @property
    def order(self) -> tuple[int, int]:
        """(epoch, seq): the later of two alerts of one incident has the higher one."""
        return (self.data.epoch, self.data.seq)

    @property
    def captured_at(self) -> datetime:
        """The same as ``time``, by the name the rest of the code uses."""
        return self.time
