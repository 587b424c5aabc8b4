"""What is wrong with a polygon as it was sent."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import LineString, Polygon, box

from command_center.registry.zone_fault import Part, ZoneFault
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.polygon import MIN_AREA

MOST_CORNERS = 64
"""As ``sharp_eyes.registry.polygon``."""

Corners = tuple[tuple[float, float], ...]


def corners_of(raw: object) -> Corners | None:
    """Return corners (u, v) as they were sent, also outside the picture; none if unreadable."""
    if not isinstance(raw, list | tuple):
        return None
    found = []
    for one in raw:
        if not isinstance(one, list | tuple) or len(one) != 2:
            return None
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in one):
            return None
        # A whole number may be too large for a float.
        if any(not -1e6 < value < 1e6 for value in one):
            return None
        found.append((float(one[0]), float(one[1])))
    return tuple(found)


def polygon_faults(part: Part, index: int, raw: object) -> Iterator[ZoneFault]:
    """Tell every fault of a polygon, with the corners that are meant.

    Args:
        part: Which list it stands in.
        index: Where in it.
        raw: What was sent.
    """

    def fault(code: str, zh: str, en: str, corners: tuple[int, ...] = ()) -> ZoneFault:
        return ZoneFault(part, index, "polygon", code, Bilingual(zh, en), corners)

    corners = corners_of(raw)
    if corners is None:
        yield fault("unreadable", "角点应为 [u, v] 数组", "corners are given as [u, v]")
        return
    if len(corners) < 3:
        yield fault(
            "too-few",
            f"只有 {len(corners)} 个角点，至少 3 个",
            f"only {len(corners)} corner(s), at least 3 are needed",
        )
        return
    if len(corners) > MOST_CORNERS:
        yield fault(
            "too-many",
            f"有 {len(corners)} 个角点，最多 {MOST_CORNERS} 个",
            f"{len(corners)} corners, at most {MOST_CORNERS}",
        )
        return
    outside = tuple(
        number
        for number, corner in enumerate(corners)
        if not all(0.0 <= value <= 1.0 for value in corner)
    )
    if outside:
        named = "、".join(str(number + 1) for number in outside)
        yield fault(
            "outside",
            f"角点 {named} 在画面之外",
            f"corner {named.replace('、', ', ')} lies outside the picture",
            outside,
        )
    shape = Polygon(corners)
    # A point or a line also touches itself, but that is not what is wrong with it.
    if box(*shape.bounds).area >= MIN_AREA and not shape.is_valid:
        crossing = _crossing(corners)
        yield (
            fault("crosses", "边线自相交", "its outline crosses itself", crossing)
            if crossing
            else fault("crosses", "边线自相接", "its outline touches itself")
        )
        return
    if shape.area < MIN_AREA:
        yield fault(
            "too-small",
            f"太小：占画面 {shape.area:.3%}，至少 {MIN_AREA:.2%}",
            f"too small: {shape.area:.3%} of the picture, at least {MIN_AREA:.2%}",
        )


def _crossing(corners: Corners) -> tuple[int, ...]:
    """Return the first corners of the first two edges that cross, none where none do."""
    count = len(corners)
    edges = [LineString((corners[one], corners[(one + 1) % count])) for one in range(count)]
    for one in range(count):
        for other in range(one + 2, count):
            if one == 0 and other == count - 1:
                continue
            if edges[one].crosses(edges[other]):
                return one, other
    return ()
