"""The pictures of a lasting change: before, after, and the change outlined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

import cv2
import numpy as np

from detectors.construction.observation import ConstructionObservation
from detectors.construction.series_shot import SeriesShot
from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.drawing import CHANGE_COLOUR, ZONE_COLOUR, draw_outline
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.picture import Picture
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.zone import Zone

THUMBNAIL_PX = 320
COLUMNS = 4


def construction_scene(
    masked: Picture,
    before: tuple[Picture, datetime] | None,
    camera: Camera,
    zone: Zone,
    observation: ConstructionObservation,
    measurement: Measurement,
    local_zone: tzinfo,
    model: ModelName | None = None,
) -> list[EvidencePicture]:
    """Make the pictures of one alert.

    Args:
        masked: The visit's clean view, people masked.
        before: The masked clean view from before the change and its capture time, where there
            is one.
        camera: Whose picture it is.
        zone: The watched area.
        observation: What was found; its outlines lie on the reference, so they are moved back
            onto the picture by its shift.
        measurement: The figure of the alert.
        local_zone: For the local time in the captions.
        model: What found the change, and its threshold.
    """
    if measurement.unit == "m2":
        share = f"{measurement.value:.0f} m2 / limit {measurement.limit:.0f} m2"
    else:
        share = f"{measurement.value:.1%} of picture / limit {measurement.limit:.1%}"
    at = observation.captured_at
    pictures: list[EvidencePicture] = []
    if before is not None:
        lines = caption_lines(camera, zone.id, "construction: before", before[1], local_zone)
        captioned = with_caption(before[0], lines)
        pictures.append(EvidencePicture.of(captioned, EvidenceRole.BEFORE))
    lines = caption_lines(camera, zone.id, "construction: after", at, local_zone, model)
    pictures.append(EvidencePicture.of(with_caption(masked, lines), EvidenceRole.AFTER))
    outlined = masked.copy()
    draw_outline(outlined, zone.polygon, ZONE_COLOUR)
    aspect = masked.shape[1] / masked.shape[0]
    right, down = observation.shift[0], observation.shift[1] * aspect
    for outline in observation.outlines:
        draw_outline(outlined, [(u - right, v - down) for u, v in outline], CHANGE_COLOUR)
    what = f"construction: change {share}"
    lines = caption_lines(camera, zone.id, what, at, local_zone, model)
    pictures.append(EvidencePicture.of(with_caption(outlined, lines), EvidenceRole.OUTLINE))
    return pictures


def decode_jpeg(jpeg: bytes) -> Picture | None:
    """Read a JPEG of our own state; none when it is broken."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    return None if image is None else np.asarray(image, np.uint8)


def thumbnail(masked: Picture) -> Picture:
    """Make a masked picture small enough to keep a dozen of them."""
    scale = THUMBNAIL_PX / masked.shape[1]
    size = (THUMBNAIL_PX, max(1, round(masked.shape[0] * scale)))
    return np.asarray(cv2.resize(masked, size, interpolation=cv2.INTER_AREA), np.uint8)


def construction_series(
    shots: Sequence[SeriesShot], camera: Camera, zone: Zone, local_zone: tzinfo
) -> EvidencePicture | None:
    """Lay the dated pictures of a change side by side, oldest first; none where there are none."""
    tiles: list[Picture] = []
    for shot in shots:
        image = decode_jpeg(shot.jpeg)
        if image is None:
            continue
        when = shot.at.astimezone(local_zone).strftime("%Y-%m-%d %H:%M")
        tiles.append(with_caption(thumbnail(image), (when,)))
    if not tiles:
        return None
    height = max(tile.shape[0] for tile in tiles)
    columns = min(COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    sheet = np.zeros((rows * height, columns * THUMBNAIL_PX, 3), np.uint8)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        top, left = row * height, column * THUMBNAIL_PX
        sheet[top : top + tile.shape[0], left : left + THUMBNAIL_PX] = tile
    lines = caption_lines(camera, zone.id, "construction: series", shots[-1].at, local_zone)
    return EvidencePicture.of(with_caption(sheet, lines), EvidenceRole.SERIES)
