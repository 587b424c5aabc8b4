"""A pinhole camera over flat ground, known exactly, to hold the ground plane against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.ground_point import GroundPoint

ASPECT = 16 / 9
ORIGIN = LocalPlane(117.55, 34.77)


@dataclass(frozen=True, slots=True)
class CameraView:
    """Stands at ``ORIGIN`` and looks down on the ground.

    Attributes:
        height_m: Of the lens.
        tilt_deg: Below the horizontal.
        heading_deg: Where it looks, from north to the east.
        focal: Focal length, in picture widths.
    """

    height_m: float = 6.0
    tilt_deg: float = 20.0
    heading_deg: float = 0.0
    focal: float = 0.8

    def see(self, places: npt.ArrayLike, up_m: float = 0.0) -> npt.NDArray[np.float64]:
        """Return (N, 2) (u, v) of places (east, north) metres, at a height over the ground."""
        p = np.asarray(places, np.float64).reshape(-1, 2)
        turn, tilt = math.radians(self.heading_deg), math.radians(self.tilt_deg)
        right = p[:, 0] * math.cos(turn) - p[:, 1] * math.sin(turn)
        ahead = p[:, 0] * math.sin(turn) + p[:, 1] * math.cos(turn)
        up = up_m - self.height_m
        depth = ahead * math.cos(tilt) - up * math.sin(tilt)
        rise = ahead * math.sin(tilt) + up * math.cos(tilt)
        u = 0.5 + self.focal * right / depth
        v = 0.5 - self.focal * ASPECT * rise / depth
        return np.stack([u, v], axis=1)

    def ahead(self, right_m: float, ahead_m: float) -> tuple[float, float]:
        """Return (east, north) of a place as the camera sees it."""
        turn = math.radians(self.heading_deg)
        return (
            right_m * math.cos(turn) + ahead_m * math.sin(turn),
            -right_m * math.sin(turn) + ahead_m * math.cos(turn),
        )

    def points(
        self,
        places: Sequence[tuple[float, float]] = ((-4, 12), (4, 12), (8, 25), (-8, 25)),
        off: npt.NDArray[np.float64] | None = None,
    ) -> tuple[GroundPoint, ...]:
        """Return ground points at places right and ahead of the camera, metres.

        Args:
            places: (right, ahead).
            off: (N, 2), by how much each is clicked beside its place in the picture.
        """
        ground = [self.ahead(*place) for place in places]
        seen = self.see(ground) + (0.0 if off is None else off)
        return tuple(
            GroundPoint(picture=(float(u), float(v)), location=ORIGIN.to_degrees(east_m, north_m))
            for (u, v), (east_m, north_m) in zip(seen, ground, strict=True)
        )

    def place(self, u: float, v: float) -> tuple[float, float]:
        """Return (right, ahead) of what is seen below the horizon."""
        tilt = math.radians(self.tilt_deg)
        sine, cosine = math.sin(tilt), math.cos(tilt)
        rise = (0.5 - v) / (self.focal * ASPECT)
        ahead = self.height_m * (cosine + rise * sine) / (sine - rise * cosine)
        depth = ahead * cosine + self.height_m * sine
        return (u - 0.5) / self.focal * depth, ahead

    @property
    def horizon(self) -> float:
        """v of the horizon."""
        return 0.5 - self.focal * ASPECT * math.tan(math.radians(self.tilt_deg))
