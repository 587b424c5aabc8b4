"""Polygons that need no geometry library to be checked."""

from __future__ import annotations

from collections.abc import Sequence

MOST_CORNERS = 4
"""Of four corners that all turn the same way none crosses another's side; five may be a star."""


def convex_area(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the area of a triangle or a convex quadrilateral, or none of anything else.

    Most zones are drawn with four corners, and a county has tens of thousands of them: this takes
    a hundredth of the time. What has an area here does not cross itself.

    Args:
        points: Corners, in any unit.
    """
    if not 3 <= len(points) <= MOST_CORNERS:
        return None
    turns = [
        (bx - ax) * (cy - by) - (by - ay) * (cx - bx)
        for (ax, ay), (bx, by), (cx, cy) in zip(
            points, (*points[1:], points[0]), (*points[2:], *points[:2]), strict=True
        )
    ]
    if not (min(turns) > 0.0 or max(turns) < 0.0):
        return None
    twice = sum(
        ax * by - bx * ay
        for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True)
    )
    return abs(twice) / 2.0
