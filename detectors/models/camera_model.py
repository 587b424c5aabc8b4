"""The model as one camera uses it."""

from __future__ import annotations

import structlog

from detectors.models.object_model import ObjectModel
from detectors.models.resizable_model import ResizableModel
from detectors.models.tiled_model import TiledModel
from sharp_eyes.registry.camera import Camera

_log = structlog.get_logger(__name__)


def camera_model(model: ObjectModel, camera: Camera) -> ObjectModel:
    """Put a camera's own input size and tiles in front of the shared model.

    The threshold is the caller's: every look states its own.

    Args:
        model: Shared by all cameras; its sessions are shared by what is returned as well.
        camera: With its ``analytics``; where they say nothing of tiles and size, ``model`` itself
            is returned.
    """
    analytics = camera.analytics
    chosen = model
    if analytics.input_long_side is not None:
        if isinstance(model, ResizableModel):
            chosen = model.with_long_side(analytics.input_long_side)
        else:
            _log.warning(
                "the object model has a fixed input size; input_long_side is passed over",
                camera=camera.id,
                model=model.name(analytics.person_threshold).name,
            )
    columns, rows = analytics.tile_grid
    return chosen if columns * rows == 1 else TiledModel(chosen, columns, rows)
