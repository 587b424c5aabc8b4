"""A place seen in a picture and known on the map (contract C2)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Annotated

from pydantic import AfterValidator, Field

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.model import GeoPoint, PicturePoint, RegistryModel

FEWEST = 4
"""A plane in perspective has eight unknowns, each point gives two."""
MIN_SPREAD_PICTURE = 0.005
"""Points nearer to one line than this share of the picture (rms) say nothing across it."""
MIN_SPREAD_M = 0.3
"""The same on the map: what points read off a map are worth at best."""


class GroundPoint(RegistryModel):
    """One place on the ground that can be found both in the picture and on the map.

    Attributes:
        picture: (u, v) where it is seen, in the camera's view ``fixed``.
        location: (longitude, latitude) where it is, degrees, CGCS2000.
    """

    picture: PicturePoint
    location: GeoPoint


def check_ground_points(points: tuple[GroundPoint, ...]) -> tuple[GroundPoint, ...]:
    """Return the points as they are.

    Raises:
        ValueError: there are some, but too few, twice the same, on a line, or mirrored; in both
            languages.
    """
    if not points:
        return points
    if len(points) < FEWEST:
        raise ValueError(
            f"地面参考点只有 {len(points)} 个，至少需要 {FEWEST} 个 / only {len(points)} ground "
            f"point(s); none or at least {FEWEST} are needed"
        )
    seen = [point.picture for point in points]
    plane = LocalPlane(*points[0].location)
    placed = [plane.to_metres(*point.location) for point in points]
    for where, places in (("画面 / picture", seen), ("地图 / map", placed)):
        first = {place: index for index, place in reversed(list(enumerate(places)))}
        for index, place in enumerate(places):
            if first[place] != index:
                raise ValueError(
                    f"参考点 {first[place]} 与 {index} 在同一处（{where}）/ ground points "
                    f"{first[place]} and {index} are at the same place"
                )
        least = MIN_SPREAD_PICTURE if places is seen else MIN_SPREAD_M
        # Also four points of which three lie on a line say nothing across it.
        spread = min(
            _off_line([*places[:index], *places[index + 1 :]]) for index in range(len(places))
        )
        if spread < least:
            raise ValueError(
                f"参考点几乎在一条直线上（{where}），请在两侧再取点 / the ground points, or all "
                "but one of them, lie nearly on a line; add points beside it"
            )
    if _mirrored(seen, placed):
        raise ValueError(
            "参考点左右颠倒：画面与地图的次序不符，检查是否张冠李戴 / the ground points are "
            "mirrored: their order in the picture and on the map do not fit; were two swapped?"
        )
    return points


def _off_line(places: Sequence[tuple[float, float]]) -> float:
    """Return the root mean square distance of points from the line that fits them best."""
    count = len(places)
    mean_x = sum(x for x, _ in places) / count
    mean_y = sum(y for _, y in places) / count
    xx = sum((x - mean_x) ** 2 for x, _ in places) / count
    yy = sum((y - mean_y) ** 2 for _, y in places) / count
    xy = sum((x - mean_x) * (y - mean_y) for x, y in places) / count
    half, apart = (xx + yy) / 2.0, ((xx - yy) ** 2 / 4.0 + xy * xy) ** 0.5
    return float(max(0.0, half - apart) ** 0.5)


def _mirrored(seen: Sequence[tuple[float, float]], placed: Sequence[tuple[float, float]]) -> bool:
    """Tell whether most triangles turn the wrong way.

    Whoever looks down on the ground sees three points turn the same way round as on the map; as v
    grows downwards their signed areas differ in sign.
    """
    right, wrong = 0.0, 0.0
    for a, b, c in combinations(range(len(seen)), 3):
        picture = _turn(seen[a], seen[b], seen[c])
        ground = _turn(placed[a], placed[b], placed[c])
        weight = (abs(picture) * abs(ground)) ** 0.5
        if picture * ground < 0.0:
            right += weight
        else:
            wrong += weight
    return wrong > right


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


GroundPoints = Annotated[
    tuple[GroundPoint, ...], Field(max_length=24), AfterValidator(check_ground_points)
]
"""None, or 4 to 24 points that fix the ground."""
