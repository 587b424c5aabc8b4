"""Where the camera stands and how it looks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A pinhole camera over flat ground.

    World coordinates are metres: x to the right, y away from the camera, z up; the camera stands
    at (0, 0, ``height_m``) and looks along y, tilted down, unless it is panned.

    Attributes:
        width: Picture width in pixels.
        height: Picture height in pixels.
        focal_px: Focal length in pixels.
        height_m: Height of the lens over the ground.
        tilt_deg: Tilt below the horizontal.
        pan_deg: Turned to the right from y.
    """

    width: int
    height: int
    focal_px: float
    height_m: float
    tilt_deg: float
    pan_deg: float = 0.0

    def scaled(self, factor: int) -> Viewpoint:
        """Return the same view with more pixels."""
        return Viewpoint(
            self.width * factor,
            self.height * factor,
            self.focal_px * factor,
            self.height_m,
            self.tilt_deg,
            self.pan_deg,
        )

    def project(self, points: npt.ArrayLike) -> FloatArray:
        """Project world points.

        Args:
            points: Shape (n, 3), metres.

        Returns:
            Shape (n, 3): column, row (pixels) and depth (metres along the optical axis).
        """
        p = np.atleast_2d(np.asarray(points, np.float64))
        tilt = math.radians(self.tilt_deg)
        across, along = p[:, 0], p[:, 1]
        if self.pan_deg:
            pan = math.radians(self.pan_deg)
            across, along = (
                across * math.cos(pan) - along * math.sin(pan),
                across * math.sin(pan) + along * math.cos(pan),
            )
        up = p[:, 2] - self.height_m
        depth = along * math.cos(tilt) - up * math.sin(tilt)
        rise = along * math.sin(tilt) + up * math.cos(tilt)
        safe = np.maximum(depth, 0.1)
        column = self.width / 2 + self.focal_px * across / safe
        row = self.height / 2 - self.focal_px * rise / safe
        return np.stack([column, row, depth], 1)

    def pixels_per_metre(self, x_m: float, y_m: float) -> float:
        """Return the size of one upright metre standing on the ground at a place."""
        foot, head = self.project([[x_m, y_m, 0.0], [x_m, y_m, 1.7]])
        return float(math.hypot(foot[0] - head[0], foot[1] - head[1]) / 1.7)

    def standing(self, x_m: float, y_m: float) -> tuple[float, float, float]:
        """Return column and row of a ground place, and the pixels of an upright metre there.

        The same as ``project`` and ``pixels_per_metre``, without arrays: it is called for every
        person in every frame.
        """
        tilt = math.radians(self.tilt_deg)
        sine, cosine = math.sin(tilt), math.cos(tilt)
        if self.pan_deg:
            pan = math.radians(self.pan_deg)
            x_m, y_m = (
                x_m * math.cos(pan) - y_m * math.sin(pan),
                x_m * math.sin(pan) + y_m * math.cos(pan),
            )

        def seen(up: float) -> tuple[float, float]:
            depth = max(0.1, y_m * cosine - up * sine)
            rise = y_m * sine + up * cosine
            return (
                self.width / 2 + self.focal_px * x_m / depth,
                self.height / 2 - self.focal_px * rise / depth,
            )

        column, row = seen(-self.height_m)
        head_column, head_row = seen(1.7 - self.height_m)
        return column, row, math.hypot(column - head_column, row - head_row) / 1.7

    @property
    def horizon_row(self) -> float:
        """Row of the horizon, pixels from the top."""
        return self.height / 2 - self.focal_px * math.tan(math.radians(self.tilt_deg))

    def ground_grid(self) -> tuple[FloatArray, FloatArray, int]:
        """Return world x and y of every ground pixel.

        Returns:
            x and y, each of shape (rows, width), for the rows from the returned first row down.
        """
        first = max(0, math.floor(self.horizon_row) + 2)
        rows = np.arange(first, self.height) + 0.5
        angle = np.arctan((rows - self.height / 2) / self.focal_px) + math.radians(self.tilt_deg)
        y = self.height_m / np.tan(angle)
        tilt = math.radians(self.tilt_deg)
        depth = y * math.cos(tilt) + self.height_m * math.sin(tilt)
        columns = np.arange(self.width) + 0.5 - self.width / 2
        x = columns[None, :] * depth[:, None] / self.focal_px
        if self.pan_deg:
            pan = math.radians(self.pan_deg)
            across, along = x, y[:, None]
            x = across * math.cos(pan) + along * math.sin(pan)
            return x, along * math.cos(pan) - across * math.sin(pan), first
        return x, np.broadcast_to(y[:, None], x.shape), first
