"""Permits and protected land as a camera sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from detectors.ground.ground_plane import GroundPlane
from detectors.ground.planes import ground_plane_of
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.ground_reach import may_touch
from sharp_eyes.registry.land import Land

LandT = TypeVar("LandT", bound=Land)


@dataclass(frozen=True, slots=True)
class LandInPicture(Generic[LandT]):
    """A permit (``LandInPicture[Permit]``) or protected land, as one camera sees it.

    Attributes:
        land: The permit with its days of validity, or the protected land with its limits.
        polygons: Corners (u, v), 0..1, of its parts that can be seen: at least one. What of it
            lies above the ground's horizon or outside the picture is cut off. They hold for the
            view ``fixed`` alone.
    """

    land: LandT
    polygons: tuple[tuple[tuple[float, float], ...], ...]


def land_in_picture(
    camera: Camera, land: Iterable[LandT], plane: GroundPlane | None = None
) -> tuple[LandInPicture[LandT], ...]:
    """Find which land a camera sees, and where.

    Land drawn in a camera's picture belongs to that camera alone and is taken as it was drawn;
    land on the map is projected through the camera's ground plane. Land that is not seen, or on
    the map while the camera has no ground points, is left out.

    Args:
        camera: Whose picture.
        land: Permits or protected land, of any camera and anywhere.
        plane: The camera's ground plane where it is at hand; else it is made.
    """
    found = []
    for one in land:
        if one.polygon is not None:
            if one.camera == camera.id:
                found.append(LandInPicture(one, (one.polygon,)))
        elif one.ground is not None and may_touch(camera, one.ground):
            plane = plane or ground_plane_of(camera)
            polygons = () if plane is None else plane.in_picture(one.ground)
            if polygons:
                found.append(LandInPicture(one, polygons))
    return tuple(found)
