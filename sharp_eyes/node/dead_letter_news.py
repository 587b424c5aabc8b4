"""A dead letter as a node tells of it."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.device_code import CameraId
from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message
from sharp_eyes.region_code import RegionCode


class DeadLetterNews(Message):
    """One alert that the centre refused, and that the node keeps.

    Attributes:
        id: The alert's.
        camera: What it is about, 20 digits; none where that is no camera.
        kind: Of its incident.
        region: 12 digits.
        captured_at: When it was so, UTC.
        refused_at: When the refusal came, UTC.
        reason: Of the refusal, in the centre's words.
    """

    id: Ulid
    camera: CameraId | None
    kind: IncidentKind
    region: RegionCode
    captured_at: AwareDatetime
    refused_at: AwareDatetime
    reason: str = Field(max_length=500)
