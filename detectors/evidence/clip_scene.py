"""One picture of a clip: masked before it comes here, outlined and captioned."""

from __future__ import annotations

from datetime import datetime, tzinfo

from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.drawing import ZONE_COLOUR, draw_outline
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.zone import Zone


def clip_scene(
    masked: Picture,
    camera: Camera,
    zone: Zone | None,
    captured_at: datetime,
    model: ModelName | None,
    local_zone: tzinfo,
) -> Picture:
    """Draw the zone and a caption with the running time.

    Args:
        masked: People masked; it is changed.
        camera: Whose picture it is.
        zone: The zone counted in; none where it is gone.
        captured_at: Of this picture, UTC.
        model: What masked it and counted in it; none where there was none.
        local_zone: For the local time in the caption.
    """
    if zone is not None:
        draw_outline(masked, zone.polygon, ZONE_COLOUR)
    zone_id = zone.id if zone is not None else "-"
    lines = caption_lines(camera, zone_id, "clip", captured_at, local_zone, model)
    return with_caption(masked, lines)
