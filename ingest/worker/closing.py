"""Readings for incidents that end although nobody measured anything."""

from __future__ import annotations

from datetime import datetime

from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import CAMERA_ITSELF
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams


def closing_reading(incident: Incident, at: datetime) -> Reading:
    """Say the last value again, as the reading of an end.

    Args:
        incident: What ends.
        at: When, UTC.
    """
    value = incident.value
    match incident.key.kind:
        case IncidentKind.CROWD:
            measurement = Measurement(quantity="people", value=value, unit="people", limit=value)
        case IncidentKind.CONSTRUCTION:
            measurement = Measurement(
                quantity="changed_area", value=value, unit="share of picture", limit=value
            )
        case _ if incident.key.zone_id != CAMERA_ITSELF:
            # Which fault of the picture it was is not on record here.
            measurement = Measurement(quantity="view_moved", value=value, unit="share", limit=value)
        case _:
            measurement = Measurement(quantity="silence", value=value, unit="s", limit=value)
    return Reading(
        captured_at=at,
        time_source=TimeSource.ARRIVAL,
        decoded_at=at,
        severity=incident.severity,
        measurement=measurement,
        model=ModelName(name="registry", version="1", threshold=0.0),
    )


def vanished_camera(camera_id: str) -> Camera:
    """Stand in for a camera that the registry does not hold any more.

    Its region is the county of its id, the one thing still known of its place.
    """
    return Camera(id=camera_id, name=camera_id, streams=Streams(sub="whip:"))
