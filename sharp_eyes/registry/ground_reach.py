"""Which land a camera may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.land import Land
from sharp_eyes.registry.model import GeoPoint

GROUND_REACH_M = 2_000.0
"""Beyond this distance from its ground points a camera's ground ends: a metre there is below a
pixel, and the smallest error of the points moves a place by houses. Detectors hold to it
(``detectors.ground``), so that land farther away can be left out."""

LandT = TypeVar("LandT", bound=Land)


def land_seen(camera: Camera, land: Iterable[LandT]) -> tuple[LandT, ...]:
    """Return the land that is drawn in a camera's picture, or on the map within its reach.

    What is returned may still lie outside the picture; what is not returned certainly does.
    """
    return tuple(
        one
        for one in land
        if one.camera == camera.id or (one.ground is not None and may_touch(camera, one.ground))
    )


def may_touch(camera: Camera, ground: tuple[GeoPoint, ...]) -> bool:
    """Tell whether a polygon on the map comes within the reach of a camera's ground points.

    Compares boxes around both, so it may say yes to what lies just outside, never no to what lies
    inside.
    """
    if not camera.ground_points:
        return False
    plane = LocalPlane(*camera.ground_points[0].location)
    own = [plane.to_metres(*point.location) for point in camera.ground_points]
    other = [plane.to_metres(*point) for point in ground]
    return all(
        min(place[axis] for place in other) <= max(place[axis] for place in own) + GROUND_REACH_M
        and max(place[axis] for place in other)
        >= min(place[axis] for place in own) - GROUND_REACH_M
        for axis in (0, 1)
    )
