"""A roof on posts, with or without walls of sheet."""

from __future__ import annotations

import numpy as np

from simulators.lapse.sheet import SHEETS, sheet
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas


class Shed(Structure):
    """A canopy (open) or a shed (walls of sheet on three sides).

    Progress: posts to .30, beams to .45, roof to .8, walls.

    Args:
        random: Source of chance.
        spot: Where.
        wide_m: Front.
        deep_m: Depth.
        open_sides: Whether it has no walls.
    """

    fast_days = 0.6
    slow_days = 4.0

    def __init__(
        self,
        random: np.random.Generator,
        spot: Spot,
        wide_m: float,
        deep_m: float,
        open_sides: bool,
    ) -> None:
        super().__init__(spot, wide_m, deep_m)
        self.kind = "canopy" if open_sides else "shed"
        self._open = open_sides
        self._low = float(random.uniform(2.3, 3.2))
        self._rise = float(random.uniform(0.4, 0.9))
        colour = SHEETS[int(random.integers(len(SHEETS)))]
        wall = SHEETS[int(random.integers(len(SHEETS)))]
        self._roof = sheet(random, wide_m + 0.6, deep_m + 0.6, colour)
        self._wall = sheet(random, max(wide_m, deep_m), 3.6, wall)
        self._post = (96, 100, 104) if random.random() < 0.6 else (80, 110, 140)

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        half, deep, w = self.wide_m / 2, self.deep_m, self.spot.at
        high = self._low + self._rise
        columns = max(2, int(self.wide_m / 2.6) + 1)
        posts = [(a, b) for a in np.linspace(-half, half, columns) for b in (0.0, deep)]
        standing = max(1, int(len(posts) * min(1.0, progress / 0.30)))
        for a, b in posts[:standing]:
            canvas.line(w(a, b, 0), w(a, b, self._low if b else high), 0.12, self._post)
        if progress > 0.30:
            for b, z in ((0.0, high), (deep, self._low)):
                canvas.line(w(-half, b, z), w(half, b, z), 0.12, self._post)
            for a in np.linspace(-half, half, columns):
                canvas.line(w(a, 0, high), w(a, deep, self._low), 0.10, self._post)
        if progress > 0.45:
            share = min(1.0, (progress - 0.45) / 0.35)
            reach = -half - 0.3 + (self.wide_m + 0.6) * share
            texture = self._roof[:, : max(4, int(self._roof.shape[1] * share))]
            top, low = high + 0.12, self._low + 0.06
            roof = [
                w(-half - 0.3, deep + 0.3, low),
                w(reach, deep + 0.3, low),
                w(reach, -0.3, top),
                w(-half - 0.3, -0.3, top),
            ]
            canvas.quad(texture, roof)
            edge = np.array([0, 0, 0.14])
            canvas.polygon([roof[3], roof[2], roof[2] - edge, roof[3] - edge], (120, 120, 120))
        if progress > 0.8 and not self._open:
            share = min(1.0, (progress - 0.8) / 0.18)
            sides = (
                ((-half, deep), (half, deep), self._low, self._low),
                ((-half, 0.0), (-half, deep), high, self._low),
                ((half, 0.0), (half, deep), high, self._low),
            )
            for (a0, b0), (a1, b1), z0, z1 in sides[: max(1, round(share * 3))]:
                canvas.quad(self._wall, [w(a0, b0, z0), w(a1, b1, z1), w(a1, b1, 0), w(a0, b0, 0)])
