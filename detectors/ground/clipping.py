"""Polygons cut at the horizon."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

SLIVER = 1e-9
"""Smallest area of a piece worth keeping, in the square of whatever the polygon is measured in."""

Array = npt.NDArray[np.float64]


def same_side(matrix: Array, places: Array) -> float | None:
    """Return the sign that makes the third row positive at all places; none where they differ."""
    depth = np.c_[places, np.ones(len(places))] @ matrix[2]
    if (depth > 0.0).all():
        return 1.0
    return -1.0 if (depth < 0.0).all() else None


def polygons_of(shape: BaseGeometry, line: Array | None = None, least: float = 0.0) -> list[Array]:
    """Return the outlines of the polygons in a shape, cut where a line function is too small.

    Args:
        shape: Of whatever kind; points and lines in it are dropped.
        line: (a, b, c): what is kept has a x + b y + c > ``least``; none keeps all.
        least: See ``line``; not negative. A trifle more is kept off 0, where images are infinite.

    Returns:
        One (N, 2) array per polygon, not closed.
    """
    if line is not None and not shape.is_empty:
        shape = _cut(shape, line, least)
    parts = getattr(shape, "geoms", [shape])
    return [
        np.asarray(part.exterior.coords, np.float64)[:-1]
        for part in parts
        if isinstance(part, Polygon) and part.area > SLIVER
    ]


def _cut(shape: BaseGeometry, line: Array, least: float) -> BaseGeometry:
    left, low, right, high = shape.bounds
    corners = np.array([(left, low), (right, low), (right, high), (left, high)], np.float64)
    values = corners @ line[:2] + line[2]
    least = max(least, 1e-6 * float(np.abs(values).max()))
    if (values > least).all():
        return shape
    if (values <= least).all():
        return Polygon()
    # The half-plane, as far as the shape's surroundings reach: Sutherland and Hodgman 1974.
    kept: list[Array] = []
    for index in range(4):
        a, b = corners[index], corners[(index + 1) % 4]
        from_a, from_b = values[index] - least, values[(index + 1) % 4] - least
        if from_a > 0.0:
            kept.append(a)
        if (from_a > 0.0) != (from_b > 0.0):
            kept.append(a + (b - a) * from_a / (from_a - from_b))
    return shape.intersection(Polygon(kept)) if len(kept) >= 3 else Polygon()
