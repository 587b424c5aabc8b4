"""A house that is taken down."""

from __future__ import annotations

import numpy as np

from simulators.lapse.mound import draw_mound
from simulators.lapse.place import house_faces
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.house import House


class Demolition(Structure):
    """The roof goes first, then the walls; rubble stays to the end and is then cleared.

    Args:
        house: What stands there at first.
    """

    kind = "demolition"
    fast_days = 1.0
    slow_days = 4.0
    fullest = 0.12

    def __init__(self, house: House) -> None:
        super().__init__(Spot(house.x_m, house.y_m, house.turn_deg), house.wide_m, house.deep_m)
        self._house = house
        random = np.random.default_rng(house.seed)
        self._front = house.face(random, house.wide_m, house.high_m, True)
        self._side = house.face(random, house.deep_m, house.high_m, False)

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw what is left; all of it at 0."""
        house = self._house
        if progress < 0.1:
            house.draw(canvas)
            if canvas.casters is not None:
                canvas.casters += house_faces(house)
            return
        left = 1 - (progress - 0.1) / 0.7
        if left > 0.08:
            self._walls(canvas, max(0.25, left))
        if progress < 0.97:
            r = np.random.default_rng(house.seed)
            for i in range(5):
                along = (r.uniform(-0.45, 0.45)) * house.wide_m
                spot = self.spot.beside(along, float(r.uniform(-0.6, house.deep_m * 0.6)))
                size = float(r.uniform(0.8, 1.9)) * min(1.0, progress * 1.6)
                draw_mound(canvas, spot, size, np.array([122.0, 134, 150]), house.seed + i)
        slab = self.spot.box(house.wide_m, house.deep_m, 0, 0.05)[4]
        canvas.polygon(slab, (118, 130, 140))

    def _walls(self, canvas: SurfaceCanvas, left: float) -> None:
        """Draw what is left of the walls, outside and inside."""
        house = self._house
        high = house.high_m * left
        outside = self.spot.box(house.wide_m, house.deep_m, 0, high)
        inside = self.spot.beside(0, 0.24).box(house.wide_m - 0.48, house.deep_m - 0.48, 0, high)
        for i in range(4):
            texture = self._side if i % 2 else self._front
            face = texture[-max(2, int(len(texture) * left)) :]
            canvas.solid([outside[i]], face)
            canvas.polygon(inside[i], (96, 104, 112))
            a, b = outside[i], inside[i]
            canvas.polygon([a[0], a[1], b[1], b[0]], (120, 128, 138))
