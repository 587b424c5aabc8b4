"""A polygon in a picture, checked when it is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from shapely.geometry import Polygon

from sharp_eyes.registry.convex import convex_area
from sharp_eyes.registry.model import PicturePoint

MIN_AREA = 0.0005
"""The smallest polygon that makes sense: 0.05 % of the picture, about 11 x 11 px at 640x360."""


def _check(points: tuple[PicturePoint, ...]) -> tuple[PicturePoint, ...]:
    area = convex_area(points)
    if area is None:
        shape = Polygon(points)
        if not shape.is_valid:
            raise ValueError("多边形自相交 / the polygon crosses itself")
        area = shape.area
    if area < MIN_AREA:
        raise ValueError(
            f"多边形太小（占画面 {area:.3%}）/ the polygon is too small "
            f"({area:.3%} of the picture, at least {MIN_AREA:.2%})"
        )
    return points


PicturePolygon = Annotated[
    tuple[PicturePoint, ...], Field(min_length=3, max_length=64), AfterValidator(_check)
]
"""3 to 64 corners (u, v), 0..1, not crossing itself, not closed by repeating the first."""
