"""The picture of a crowd: how many, where, nobody recognisable."""

from __future__ import annotations

from datetime import tzinfo

from detectors.crowd.observation import CrowdObservation
from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.drawing import (
    CHANGE_COLOUR,
    ZONE_COLOUR,
    draw_ground_markers,
    draw_outline,
)
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.picture import Picture
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.zone import Zone


def crowd_scene(
    masked: Picture,
    camera: Camera,
    zone: Zone,
    observation: CrowdObservation,
    measurement: Measurement,
    local_zone: tzinfo,
    model: ModelName | None = None,
) -> EvidencePicture:
    """Draw the zone, its densest part, a marker per counted place, and a caption.

    Args:
        masked: The whole picture, people masked; it is not changed.
        camera: Whose picture it is.
        zone: The zone counted in.
        observation: What was counted.
        measurement: The figure of the alert.
        local_zone: For the local time in the caption.
        model: What counted, and its threshold.
    """
    image = masked.copy()
    draw_outline(image, zone.polygon, ZONE_COLOUR)
    if observation.densest is not None and len(observation.densest.outline) >= 3:
        draw_outline(image, observation.densest.outline, CHANGE_COLOUR)
    draw_ground_markers(image, observation.feet)
    words = crowd_words(observation, measurement)
    lines = caption_lines(camera, zone.id, words, observation.captured_at, local_zone, model)
    return EvidencePicture.of(with_caption(image, lines), EvidenceRole.SCENE)


def crowd_words(observation: CrowdObservation, measurement: Measurement) -> str:
    """Say the figures of a look in the few words of a caption.

    The figure of the alert with its limit comes first, then what else is known. ``>=`` stands for
    at least.
    """
    unit = "/m2" if measurement.unit == "people/m2" else ""
    name = {"peak_density": "densest part", "density": "density"}.get(measurement.quantity, "crowd")
    least = ">=" if measurement.at_least else ""
    words = [f"{name} {least}{measurement.value:g}{unit}, limit {measurement.limit:g}{unit}"]
    if measurement.seconds_to_limit is not None:
        words.append(f"limit in about {measurement.seconds_to_limit:.0f} s")
    if measurement.quantity != "people":
        words.append(f"people {least}{observation.smoothed}")
    if measurement.quantity != "density" and observation.density is not None:
        words.append(f"density {least}{observation.density:.2f}/m2")
    if measurement.quantity != "peak_density" and observation.peak_density is not None:
        words.append(f"densest {least}{observation.peak_density:.1f}/m2")
    return "; ".join(words)
