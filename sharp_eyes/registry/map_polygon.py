"""A polygon on the map, checked when it is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from shapely.geometry import Polygon

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.model import GeoPoint

MIN_AREA_M2 = 1.0
"""Below this it is a slip of the pen, not a piece of land."""


def _check(points: tuple[GeoPoint, ...]) -> tuple[GeoPoint, ...]:
    plane = LocalPlane(*points[0])
    shape = Polygon([plane.to_metres(*point) for point in points])
    if not shape.is_valid:
        raise ValueError("多边形自相交 / the polygon crosses itself")
    if shape.area < MIN_AREA_M2:
        raise ValueError(
            f"多边形太小（{shape.area:.2f} 平方米）/ the polygon is too small "
            f"({shape.area:.2f} m², at least {MIN_AREA_M2:g} m²)"
        )
    return points


MapPolygon = Annotated[
    tuple[GeoPoint, ...], Field(min_length=3, max_length=512), AfterValidator(_check)
]
"""3 to 512 corners (longitude, latitude), degrees, not crossing itself, not closed."""
