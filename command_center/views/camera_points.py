"""Cameras as a map needs them."""

from __future__ import annotations

from command_center.views.camera_view import ShownState
from command_center.views.view import View


class CameraPoints(View):
    """Cameras as points; whatever else is to be shown of one is asked for by its id.

    Attributes:
        points: Of each camera its id, longitude, latitude (degrees) and state.
        unplaced: How many fit but for having no place.
    """

    points: tuple[tuple[str, float, float, ShownState], ...]
    unplaced: int
