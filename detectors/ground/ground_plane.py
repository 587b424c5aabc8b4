"""Where a place in a picture lies on the ground, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from detectors.ground.clipping import polygons_of, same_side
from detectors.ground.errors import BadGroundPoints
from detectors.ground.homography import apply, best_inliers, fit_homography, picture_errors
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.ground_point import GroundPoint, check_ground_points
from sharp_eyes.registry.ground_reach import GROUND_REACH_M

MAX_RESIDUAL = 0.03
"""Points that miss the plane by more than this share of the picture (rms) contradict each other:
20 px of 640, far more than a careful click is off."""

NEAR_HORIZON = 1e-4
"""Of the depth of the ground points: nearer to the horizon than this no place is asked for."""

UPRIGHT = 0.9
"""What the camera's tilt leaves of an upright metre: cos of 0 to 35° is 1 to .82."""

PERSON_M = 1.7

Array = npt.NDArray[np.float64]
Corners = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class GroundPlane:
    """A flat ground seen in perspective by a camera that stands above it.

    Picture places are (u, v), 0..1 right and down; ground places are metres east and north of
    ``origin``. Made by ``fit``.

    Attributes:
        origin: The place on the map from which metres count.
        to_ground: Homography (3, 3) from (u, v, 1) to metres; its third row is positive on the
            ground's side of the horizon.
        to_picture: Its inverse; its third row is positive in front of the camera.
        reach: East, north least and most, metres: beyond it no place is known.
        residual: Root mean square by which the points miss the plane, share of the picture.
        residual_m: The same on the ground, metres; 0 with four points, which any plane fits.
        left_out: Indexes of points that contradict all others and were not used.
    """

    origin: LocalPlane
    to_ground: Array
    to_picture: Array
    reach: tuple[float, float, float, float]
    residual: float
    residual_m: float
    left_out: tuple[int, ...] = ()
    _nearest_horizon: float = field(default=0.0, repr=False)

    @classmethod
    def fit(cls, points: Sequence[GroundPoint]) -> GroundPlane:
        """Find the plane through ground points.

        With six points and more those that contradict the others are left out; the rest decide by
        least squares in the picture, for clicks are worth the same everywhere in it.

        Raises:
            BadGroundPoints: fewer than four, on a line, mirrored, or contradicting each other.
        """
        try:
            check_ground_points(tuple(points))
        except ValueError as error:
            chinese, _, english = str(error).partition(" / ")
            raise BadGroundPoints(chinese, english or chinese) from error
        if not points:
            raise BadGroundPoints("没有参考点", "there are none")
        origin = LocalPlane(*points[0].location)
        ground = np.array([origin.to_metres(*point.location) for point in points], np.float64)
        picture = np.array([point.picture for point in points], np.float64)
        used = best_inliers(ground, picture)
        left_out = tuple(int(index) for index in np.flatnonzero(~used))
        to_picture = fit_homography(ground[used], picture[used])
        if to_picture is None:
            raise BadGroundPoints("几乎在一条直线上", "they lie nearly on a line")
        to_ground = np.asarray(np.linalg.inv(to_picture), np.float64)
        depth = same_side(to_picture, ground[used])
        height = same_side(to_ground, picture[used])
        residual = _rms(picture_errors(to_picture, ground[used], picture[used]))
        if depth is None or height is None or residual > MAX_RESIDUAL:
            raise BadGroundPoints(
                f"彼此矛盾，偏差 {residual:.1%} 画面",
                f"they contradict each other (off by {residual:.1%} of the picture)",
                residual=round(residual, 4),
            )
        to_picture, to_ground = to_picture * depth, to_ground * height
        # Seen from above, picture and map turn opposite ways, for v grows downwards.
        if np.linalg.det(to_ground) > 0.0:
            raise BadGroundPoints("画面与地图左右颠倒", "picture and map are mirrored")
        low, high = ground.min(axis=0) - GROUND_REACH_M, ground.max(axis=0) + GROUND_REACH_M
        farthest = (np.c_[picture[used], np.ones(used.sum())] @ to_ground[2]).min()
        return cls(
            origin=origin,
            to_ground=to_ground,
            to_picture=to_picture,
            reach=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
            residual=residual,
            residual_m=_rms(np.linalg.norm(apply(to_ground, picture[used]) - ground[used], axis=1)),
            left_out=left_out,
            _nearest_horizon=float(farthest) * NEAR_HORIZON,
        )

    def to_metres(self, places: npt.ArrayLike) -> Array:
        """Return where picture places lie on the ground.

        Args:
            places: (N, 2), (u, v).

        Returns:
            (N, 2) metres east and north; NaN at and above the horizon, and beyond the reach.
        """
        seen = np.asarray(places, np.float64).reshape(-1, 2)
        below = self._depth(seen) > self._nearest_horizon
        found = np.full(seen.shape, np.nan)
        found[below] = apply(self.to_ground, seen[below])
        low, high = np.array(self.reach[:2]), np.array(self.reach[2:])
        with np.errstate(invalid="ignore"):
            found[~((found >= low) & (found <= high)).all(axis=1)] = np.nan
        return found

    def to_uv(self, places_m: npt.ArrayLike) -> Array:
        """Return where ground places are seen, also outside the picture.

        Args:
            places_m: (N, 2) metres east and north.

        Returns:
            (N, 2) (u, v); NaN behind the camera.
        """
        ground = np.asarray(places_m, np.float64).reshape(-1, 2)
        before = np.c_[ground, np.ones(len(ground))] @ self.to_picture[2] > 0.0
        found = np.full(ground.shape, np.nan)
        found[before] = apply(self.to_picture, ground[before])
        return found

    def location(self, u: float, v: float) -> tuple[float, float] | None:
        """Return (longitude, latitude) of a picture place, none where it is not on the ground."""
        east, north = self.to_metres([(u, v)])[0].tolist()
        return None if east != east else self.origin.to_degrees(east, north)

    def on_ground(self, polygon: Corners) -> BaseGeometry:
        """Return the ground that a picture polygon shows, metres; empty above the horizon.

        What lies outside the picture or beyond the reach is cut off.
        """
        seen = Polygon(polygon).intersection(box(0.0, 0.0, 1.0, 1.0))
        pieces = polygons_of(seen, self.to_ground[2], self._nearest_horizon)
        ground = [Polygon(apply(self.to_ground, piece)) for piece in pieces]
        shape: BaseGeometry = Polygon()
        for piece in ground:
            shape = shape.union(piece)
        return shape.intersection(box(*self.reach))

    def area_m2(self, polygon: Corners) -> float:
        """Return the ground area that a picture polygon shows, m²."""
        return float(self.on_ground(polygon).area)

    def in_picture(self, ground: Corners) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Return what of a polygon on the map is seen.

        Args:
            ground: Corners (longitude, latitude), degrees.

        Returns:
            Polygons of corners (u, v) inside the picture, none where it is out of sight.
        """
        metres = Polygon([self.origin.to_metres(*corner) for corner in ground])
        near = metres.intersection(box(*self.reach))
        found: list[tuple[tuple[float, float], ...]] = []
        for piece in polygons_of(near, self.to_picture[2], 0.0):
            shape = Polygon(apply(self.to_picture, piece)).buffer(0.0)
            found.extend(
                tuple((float(u), float(v)) for u, v in np.clip(part, 0.0, 1.0))
                for part in polygons_of(shape.intersection(box(0.0, 0.0, 1.0, 1.0)))
            )
        return tuple(found)

    def person_height(self, places: npt.ArrayLike, aspect: float) -> Array:
        """Return how tall a person of 1.7 m looks who stands at picture places.

        A step to the right in the picture is a step at the same depth, so it tells the scale
        whatever the lens; the camera is taken to stand level. How steeply it looks down is not
        known: up to 45° the height is right within 30 %, seen more from above it is too large.

        Args:
            places: (N, 2), (u, v) of the feet.
            aspect: Width over height of the picture.

        Returns:
            (N,) share of the picture's height; NaN where there is no ground.
        """
        seen = np.asarray(places, np.float64).reshape(-1, 2)
        depth = self._depth(seen)
        ground = self.to_metres(seen)
        step = (self.to_ground[:2, 0] - ground * self.to_ground[2, 0]) / depth[:, None]
        tall: Array = UPRIGHT * PERSON_M * aspect / np.linalg.norm(step, axis=1)
        return tall

    def _depth(self, seen: Array) -> Array:
        """Return what is positive below the horizon and 0 on it."""
        return np.asarray(np.c_[seen, np.ones(len(seen))] @ self.to_ground[2], np.float64)


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))
