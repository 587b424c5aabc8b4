"""Land on which less is allowed: farmland, river banks, heritage."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.registry.land import Land
from sharp_eyes.registry.model import Fraction
from sharp_eyes.registry.one_line import OneLine


class ProtectedLand(Land):
    """A piece of protected land inside watched areas, with limits of its own.

    Where it and a zone's limits differ the lower one holds. A permit holds here too.

    Attributes:
        id: Its number.
        name: What people call it; the id where empty.
        camera: The camera in whose picture it is drawn; none where it is given on the map.
        polygon: The land in that camera's picture, corners (u, v), view ``fixed``.
        ground: The land on the map, corners (longitude, latitude), degrees; holds for every camera
            with ground points.
        min_area: Smallest change that counts here, as a share of the whole picture.
        min_area_m2: The same in square metres, where the camera has ground points.
        lasting_visits: Visits in a row at which the change must be seen.
    """

    name: OneLine = Field(default="", max_length=60)
    min_area: Fraction = Field(default=0.005, gt=0.0)
    min_area_m2: float | None = Field(default=None, gt=0.0, le=1e7)
    lasting_visits: int = Field(default=4, ge=2, le=1000)
