"""A zone as a piece of ground: its area, and how densely people stand on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.geometry import points_inside
from detectors.ground.densest_part import DensestPart
from detectors.ground.ground_plane import GroundPlane

DISC_M2 = 9.0
"""Ground over which the densest part is averaged. Local densities in crowd research are taken over
one to a few square metres around a person (Helbing, Johansson and Al-Abideen 2007 weigh with a
Gaussian of 1 m); feet found by boxes are off by up to half a metre, and in 9 m² one wrong person
is .11 per m²."""

LEAST_AREA_M2 = 1.0
"""A zone with less ground in sight has no density."""

LEAST_WEIGHT = 1e-3
MOST_PLACES = 500
"""More places than this, as density maps have, are first summed up in squares of ``BIN_M``; of
those the fullest are looked at."""
BIN_M = 0.5
OUTLINE_CORNERS = 24
GRID = 24

FloatArray = npt.NDArray[np.float64]


class ZoneGround:
    """A zone's ground, worked out once.

    Args:
        plane: Of the camera.
        polygon: The zone, corners (u, v).

    Attributes:
        area_m2: Ground in sight.
    """

    def __init__(self, plane: GroundPlane, polygon: Sequence[tuple[float, float]]) -> None:
        self._plane = plane
        self._polygon = tuple(polygon)
        self._shape = plane.on_ground(polygon)
        self.area_m2 = float(self._shape.area)
        self._disc_m2 = min(DISC_M2, self.area_m2)

    @classmethod
    def of(
        cls, plane: GroundPlane | None, polygon: Sequence[tuple[float, float]]
    ) -> ZoneGround | None:
        """Return the zone's ground, none where nothing of it is known or in sight."""
        if plane is None:
            return None
        ground = cls(plane, polygon)
        return ground if ground.area_m2 >= LEAST_AREA_M2 else None

    def density(self, people: float) -> float:
        """Return people per m² over the whole zone."""
        return people / self.area_m2

    def densest(
        self, places: npt.NDArray[np.float32], weights: npt.NDArray[np.float32] | None = None
    ) -> DensestPart | None:
        """Find the disc of ``DISC_M2`` with most people in it.

        Discs around every person and around the middle of each person's neighbours are tried, so
        that the answer is at most a little too low.

        Args:
            places: (N, 2) feet (u, v), in the zone.
            weights: (N,) people at each place; one where none are given.

        Returns:
            None where nobody stands on known ground.
        """
        weights = np.ones(len(places), np.float32) if weights is None else weights
        metres = self._plane.to_metres(places)
        known = ~np.isnan(metres).any(axis=1) & (weights > LEAST_WEIGHT)
        metres, weights = metres[known], weights[known]
        if not len(metres):
            return None
        if len(metres) > MOST_PLACES:
            metres, weights = _binned(metres, weights)
        radius_m = math.sqrt(self._disc_m2 / math.pi)
        near = _within(metres, metres, radius_m) * weights
        middles = near @ metres / near.sum(axis=1, keepdims=True)
        centres = np.concatenate([metres, middles])
        inside = _within(centres, metres, radius_m) @ weights
        best = int(np.argmax(inside))
        return DensestPart(
            float(inside[best]) / self._disc_m2, self._outline(centres[best], radius_m)
        )

    def share_smaller_than(self, least_width: float, aspect: float) -> float:
        """Return the share of the zone, as drawn, in which people look too small to be found.

        Of the zone in the picture, not of its ground: towards the horizon the ground goes on for
        miles.

        Args:
            least_width: Least height of a person, as a share of the picture's width.
            aspect: Width over height of the picture.
        """
        corners = np.asarray(self._polygon, np.float64)
        (left, upper), (right, lower) = corners.min(axis=0), corners.max(axis=0)
        u, v = np.meshgrid(
            np.linspace(left, right, GRID + 2)[1:-1], np.linspace(upper, lower, GRID + 2)[1:-1]
        )
        places = np.c_[u.ravel(), v.ravel()]
        places = places[points_inside(places.astype(np.float32), self._polygon)]
        if not len(places):
            return 0.0
        tall = self._plane.person_height(places, aspect)
        # What is not known to be large enough is too small: it lies at the horizon.
        return float(1.0 - (tall / aspect >= least_width).mean())

    def _outline(self, centre: FloatArray, radius_m: float) -> tuple[tuple[float, float], ...]:
        turn = np.linspace(0.0, 2.0 * math.pi, OUTLINE_CORNERS, endpoint=False)
        seen = self._plane.to_uv(centre + radius_m * np.c_[np.cos(turn), np.sin(turn)])
        return tuple((float(u), float(v)) for u, v in seen if u == u)


def _binned(
    metres: FloatArray, weights: npt.NDArray[np.float32]
) -> tuple[FloatArray, npt.NDArray[np.float32]]:
    cells, index = np.unique(np.floor(metres / BIN_M), axis=0, return_inverse=True)
    sums = np.bincount(index.ravel(), weights=weights).astype(np.float32)
    fullest = np.sort(np.argsort(-sums, kind="stable")[:MOST_PLACES])
    return (cells[fullest] + 0.5) * BIN_M, sums[fullest]


def _within(centres: FloatArray, places: FloatArray, radius_m: float) -> FloatArray:
    """Return (M, N) 1 where a place lies within the radius of a centre, else 0."""
    squared = ((centres[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(squared <= radius_m * radius_m, np.float64)
