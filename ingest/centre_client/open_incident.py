"""An open incident as the centre tells it to a worker that has lost its disk."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.severity import Severity
from sharp_eyes.device_code import CameraId
from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message


class OpenIncident(Message):
    """One element of ``GET /api/v1/node/shards/{shard}/incidents``.

    Attributes:
        incident_id: ULID.
        camera: 20 digits.
        kind: What it is about.
        zone: The zone, none or ``-`` for the camera itself.
        opened_at: Capture time of the frame that completed it.
        severity: Of its last alert.
        epoch: Epoch of its last alert.
        seq: Number of its last alert.
        value: Last value measured.
    """

    incident_id: Ulid
    camera: CameraId
    kind: IncidentKind
    zone: str | None = Field(default=None, max_length=40)
    opened_at: AwareDatetime
    severity: Severity
    epoch: int = Field(ge=0)
    seq: int = Field(ge=0)
    value: float = Field(default=0.0, allow_inf_nan=False)

    def incident(self) -> Incident:
        """The same as the worker keeps it; when its last alert was sent is not known any more."""
        return Incident(
            incident_id=self.incident_id,
            key=IncidentKey(self.camera, self.kind, self.zone or "-"),
            opened_at=self.opened_at,
            severity=self.severity,
            epoch=self.epoch,
            seq=self.seq,
            last_sent_at=self.opened_at,
            value=self.value,
        )
