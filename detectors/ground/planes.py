"""The ground plane of a camera, where it has one."""

from __future__ import annotations

import structlog

from detectors.ground.errors import BadGroundPoints
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.zone import FIXED_VIEW

_log = structlog.get_logger(__name__)


def ground_plane_of(camera: Camera) -> GroundPlane | None:
    """Return the plane of a camera's ground points, or none.

    Points that contradict each other are said in the log and the camera goes on without metres:
    what it detects by counts and shares of the picture does not depend on them.
    """
    if not camera.ground_points:
        return None
    try:
        plane = GroundPlane.fit(camera.ground_points)
    except BadGroundPoints as error:
        _log.warning(
            "ground points cannot be used; densities, areas and land on the map are not watched",
            camera=camera.id,
            reason=str(error),
        )
        return None
    if plane.left_out:
        _log.warning(
            "ground points contradict the others and are left out",
            camera=camera.id,
            points=plane.left_out,
        )
    return plane


def plane_of_view(plane: GroundPlane | None, view: str) -> GroundPlane | None:
    """Return the plane where it holds: ground points belong to the view ``fixed``."""
    return plane if view == FIXED_VIEW else None
