"""Polygons in pictures."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from detectors.picture import BoolMap

SUBPIXEL_BITS = 4
"""Corners are rounded to 1/16 px before filling."""


def points_inside(
    points: npt.NDArray[np.float32], polygon: Sequence[tuple[float, float]]
) -> npt.NDArray[np.bool_]:
    """Tell which points lie in a polygon, by the even-odd rule.

    Args:
        points: (N, 2), x then y.
        polygon: Corners (x, y) in the same coordinates, not closed.

    Returns:
        (N,) bool. A point on the right or lower edge counts as outside.
    """
    x, y = points[:, 0:1], points[:, 1:2]
    corners = np.asarray(polygon, np.float64)
    x1, y1 = corners[:, 0], corners[:, 1]
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    crosses = (y1 > y) != (y2 > y)
    height = np.where(y2 == y1, 1.0, y2 - y1)
    left_of_edge = x < (x2 - x1) * (y - y1) / height + x1
    inside: npt.NDArray[np.bool_] = ((crosses & left_of_edge).sum(axis=1) % 2).astype(np.bool_)
    return inside


def polygon_map(
    polygons: Sequence[Sequence[tuple[float, float]]], width: int, height: int
) -> BoolMap:
    """Fill polygons.

    Args:
        polygons: Corners (u, v), fractions of width and height.
        width: Of the result, px.
        height: Of the result, px.

    Returns:
        (height, width) bool, true inside any of the polygons.
    """
    filled = np.zeros((height, width), np.uint8)
    for polygon in polygons:
        cv2.fillPoly(
            filled, [to_pixels(polygon, width, height, SUBPIXEL_BITS)], 1, shift=SUBPIXEL_BITS
        )
    return filled.astype(np.bool_)


def to_pixels(
    polygon: Sequence[tuple[float, float]], width: int, height: int, shift: int = 0
) -> npt.NDArray[np.int32]:
    """Turn (u, v) corners into (N, 2) int32 pixels with ``shift`` fractional bits."""
    scale = np.array([width, height], np.float64) * (1 << shift)
    return np.asarray(np.rint(np.asarray(polygon, np.float64) * scale), np.int32)
