"""Square metres of the shapes that operators draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry import MultiPolygon, Polygon, box

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.ground_point import GroundPoint
from sharp_eyes.registry.ground_reach import GROUND_REACH_M

MAX_RESIDUAL = 0.03
"""As ``detectors.ground``: points that miss the plane by more than this share of the picture (root
mean square) contradict each other."""

FEWEST_TO_JUDGE = 6
"""Of five points any four agree with themselves: nobody can say which one is wrong."""

NEAR_HORIZON = 1e-4
"""Of the depth of the ground points: what is nearer to the horizon has no metres."""

ALL_GROUND = 0.98
"""Share of a shape that has to show ground within reach: a corner may lie a pixel too high."""

_ROUNDS = 8
_Array = npt.NDArray[np.float64]


class NoPlane(BadInput):
    """Ground points that lie on no plane seen in perspective."""


@dataclass(frozen=True, slots=True)
class ZonePlane:
    """The ground as a camera's ground points tell it; detectors fit the same one.

    Attributes:
        to_ground: Homography (3, 3) from (u, v, 1) to metres east and north of the first point;
            its third row is positive below the horizon.
        reach: East, north least and most, metres: beyond it there is no area.
        residual: Root mean square by which the points miss it, share of the picture.
        left_out: Indexes of points that contradict all others.
    """

    to_ground: _Array
    reach: tuple[float, float, float, float]
    residual: float
    left_out: tuple[int, ...]
    _least: float

    @classmethod
    def fit(cls, points: Sequence[GroundPoint]) -> ZonePlane:
        """Find the plane through points that ``check_ground_points`` has taken.

        Raises:
            NoPlane: they contradict each other.
        """
        origin = LocalPlane(*points[0].location)
        ground = np.array([origin.to_metres(*point.location) for point in points], np.float64)
        picture = np.array([point.picture for point in points], np.float64)
        everyone = np.arange(len(points))
        used, (residual, matrix) = everyone, _fitted(ground, picture)
        if residual > MAX_RESIDUAL and len(points) >= FEWEST_TO_JUDGE:
            trials = [np.delete(everyone, index) for index in everyone]
            used = min(trials, key=lambda one: _fitted(ground[one], picture[one])[0])
            residual, matrix = _fitted(ground[used], picture[used])
        if matrix is None or residual > MAX_RESIDUAL:
            off = f"{residual:.1%}" if np.isfinite(residual) else "∞"
            raise NoPlane(
                Bilingual(
                    f"地面参考点彼此矛盾，不在同一平面上（偏差 {off} 画面）",
                    f"the ground points contradict each other: no plane fits (off by {off} of the "
                    "picture)",
                )
            )
        to_ground = np.asarray(np.linalg.inv(matrix), np.float64)
        depth = np.c_[picture[used], np.ones(len(used))] @ to_ground[2]
        if not ((depth > 0).all() or (depth < 0).all()):
            raise NoPlane(
                Bilingual(
                    "参考点分在地平线两侧", "the ground points lie on both sides of a horizon"
                )
            )
        sign = 1.0 if depth[0] > 0 else -1.0
        low, high = ground.min(axis=0) - GROUND_REACH_M, ground.max(axis=0) + GROUND_REACH_M
        return cls(
            to_ground=to_ground * sign,
            reach=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
            residual=float(residual),
            left_out=tuple(int(one) for one in np.setdiff1d(everyone, used)),
            _least=float(np.abs(depth).min()) * NEAR_HORIZON,
        )

    def area_m2(self, polygon: Sequence[tuple[float, float]]) -> float:
        """Return the ground area that a picture polygon shows, m²; above the horizon is none.

        Args:
            polygon: Corners (u, v) that do not cross.
        """
        return sum(one.intersection(box(*self.reach)).area for one in self._ground(polygon))

    def is_ground(self, polygon: Sequence[tuple[float, float]]) -> bool:
        """Tell whether a picture polygon shows ground within reach and next to nothing else.

        One that reaches above the horizon has the area of some horizon, not of a place.

        Args:
            polygon: Corners (u, v) that do not cross.
        """
        whole = Polygon(polygon)
        below = whole.intersection(self._below()).area
        ground = sum(one.area for one in self._ground(polygon))
        return bool(
            below >= ALL_GROUND * whole.area and self.area_m2(polygon) >= ALL_GROUND * ground
        )

    def _ground(self, polygon: Sequence[tuple[float, float]]) -> list[Polygon]:
        seen = Polygon(polygon).intersection(self._below())
        pieces = seen.geoms if isinstance(seen, MultiPolygon) else [seen]
        return [
            Polygon(_apply(self.to_ground, piece))
            for piece in pieces
            if isinstance(piece, Polygon) and not piece.is_empty
        ]

    def _below(self) -> Polygon:
        """Return the part of the picture below the horizon: Sutherland and Hodgman 1974."""
        corners = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
        depth = np.c_[corners, np.ones(4)] @ self.to_ground[2]
        over = depth - max(self._least, 1e-6 * float(np.abs(depth).max()))
        kept: list[_Array] = []
        for index in range(4):
            after = (index + 1) % 4
            if over[index] > 0.0:
                kept.append(corners[index])
            if (over[index] > 0.0) != (over[after] > 0.0):
                share = over[index] / (over[index] - over[after])
                kept.append(corners[index] + (corners[after] - corners[index]) * share)
        return Polygon(kept) if len(kept) >= 3 else Polygon()


def _apply(matrix: _Array, piece: Polygon) -> _Array:
    places = np.asarray(piece.exterior.coords, np.float64)
    mapped = np.c_[places, np.ones(len(places))] @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def _fitted(ground: _Array, picture: _Array) -> tuple[float, _Array | None]:
    """Return the root mean square error in the picture, and the homography to it, or none.

    The linear equations are weighted with what the last round took for the points' depth, until
    what they make least is the distance in the picture itself.
    """
    centre = ground.mean(axis=0)
    spread = float(np.abs(ground - centre).max()) or 1.0
    # Coordinates around 0 and 1 keep the equations well conditioned (Hartley 1997).
    near = np.c_[(ground - centre) / spread, np.ones(len(ground))]
    u, v = picture[:, 0:1], picture[:, 1:2]
    nothing = np.zeros_like(near)
    rows = np.r_[np.c_[near, nothing, -u * near], np.c_[nothing, near, -v * near]]
    depth = np.ones(len(ground))
    matrix = np.eye(3)
    for _ in range(_ROUNDS):
        matrix = np.linalg.svd(rows / np.r_[depth, depth][:, None])[2][-1].reshape(3, 3)
        depth = near @ matrix[2]
        if np.abs(depth).min() < 1e-12 or not ((depth > 0).all() or (depth < 0).all()):
            return float("inf"), None
    if abs(np.linalg.det(matrix)) < 1e-12:
        return float("inf"), None
    mapped = near @ matrix.T
    errors = mapped[:, :2] / mapped[:, 2:] - picture
    normalise = np.array(
        [
            [1.0 / spread, 0.0, -centre[0] / spread],
            [0.0, 1.0 / spread, -centre[1] / spread],
            [0.0, 0.0, 1.0],
        ]
    )
    residual = float(np.sqrt(np.mean(np.sum(errors**2, axis=1))))
    return residual, np.asarray(matrix @ normalise, np.float64)
