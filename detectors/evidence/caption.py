"""The line of text under an evidence picture."""

from __future__ import annotations

from datetime import datetime, tzinfo

import cv2
import numpy as np

from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera

LINE_HEIGHT = 22
SCALES = (0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
"""Of the letters, the largest that fits; .45 is 12 px high, .2 is 5 px."""

MARGIN_PX = 6


def caption_lines(
    camera: Camera,
    zone_id: str,
    what: str,
    captured_at: datetime,
    local_zone: tzinfo,
    model: ModelName | None = None,
) -> tuple[str, ...]:
    """Say where, when, what, and which model said so.

    In ASCII: OpenCV's fonts have no Chinese, and a font that has them (10 MB and more, or one of
    whatever machine this runs on) is nothing to count on. The camera's and the zone's names stand
    beside the picture on the wall, in both languages.

    Args:
        camera: Whose picture it is.
        zone_id: The zone.
        what: The finding in a few words.
        captured_at: Capture time, UTC.
        local_zone: For the local time.
        model: Which model and threshold; none for a picture that no model judged.
    """
    utc = captured_at.strftime("%Y-%m-%d %H:%M:%S")
    local = captured_at.astimezone(local_zone).strftime("%Y-%m-%d %H:%M:%S %z")
    place = camera.grid or camera.region
    if camera.location is not None:
        place += f" {camera.location[0]:.5f},{camera.location[1]:.5f}"
    lines = (f"{camera.id}/{zone_id}  {what}", f"{utc} UTC  {local}  {place}")
    return lines if model is None else (*lines, model_line(model))


def model_line(model: ModelName) -> str:
    """Name a model, its version, the beginning of its file's sha256, and the threshold."""
    text = f"model {model.name} {model.version}  threshold {model.threshold:g}"
    return text if model.sha256 is None else f"{text}  sha256 {model.sha256[:12]}"


def with_caption(image: Picture, lines: tuple[str, ...]) -> Picture:
    """Put a dark bar with text under a picture; nothing of the picture is covered."""
    width = image.shape[1]
    bar = np.full((LINE_HEIGHT * len(lines) + MARGIN_PX, width, 3), 24, np.uint8)
    for index, line in enumerate(lines):
        text = line.encode("ascii", "replace").decode("ascii")
        scale = _fitting_scale(text, width - 2 * MARGIN_PX)
        cv2.putText(
            bar,
            text,
            (MARGIN_PX, LINE_HEIGHT * (index + 1) - MARGIN_PX),
            cv2.FONT_HERSHEY_SIMPLEX,
            scale,
            (235, 235, 235),
            1,
            cv2.LINE_AA,
        )
    return np.concatenate([image, bar])


def _fitting_scale(text: str, width_px: int) -> float:
    """Return the largest scale at which a line fits, down to what can just be read.

    Letters come in whole pixels, so that a line's width does not follow the scale evenly: each
    step is measured.
    """
    for scale in SCALES:
        if cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)[0][0] <= width_px:
            return scale
    return SCALES[-1]
