"""The picture of a crowd: how many, where, nobody recognisable."""

from __future__ import annotations

from datetime import tzinfo

from detectors.crowd.observation import CrowdObservation
from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.drawing import ZONE_COLOUR, draw_ground_markers, draw_outline
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.picture import Picture
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.zone import Zone


def crowd_scene(
    masked: Picture,
    camera: Camera,
    zone: Zone,
    observation: CrowdObservation,
    measurement: Measurement,
    local_zone: tzinfo,
) -> EvidencePicture:
    """Draw the zone, a marker per counted place, and a caption.

    Args:
        masked: The whole picture, people masked; it is not changed.
        camera: Whose picture it is.
        zone: The zone counted in.
        observation: What was counted.
        measurement: The figure of the alert.
        local_zone: For the local time in the caption.
    """
    image = masked.copy()
    draw_outline(image, zone.polygon, ZONE_COLOUR)
    draw_ground_markers(image, observation.feet)
    more = "+" if measurement.at_least else ""
    what = f"crowd {measurement.value:g}{more} / limit {measurement.limit:g}"
    lines = caption_lines(camera, zone.id, what, observation.captured_at, local_zone)
    return EvidencePicture.of(with_caption(image, lines), EvidenceRole.SCENE)
