"""Prefabricated rooms, put up in a day."""

from __future__ import annotations

import numpy as np

from simulators.lapse.sheet import sheet
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.textures import PX_PER_M, Colour, door, window

_PANELS: tuple[Colour, ...] = ((212, 216, 216), (198, 206, 210), (170, 176, 180))
_TRIMS: tuple[Colour, ...] = ((170, 96, 36), (60, 60, 170), (110, 116, 120))


class Prefab(Structure):
    """Sandwich panels with a coloured roof, module by module.

    Args:
        random: Source of chance.
        spot: Where.
        modules: How many of 3 m stand side by side.
        storeys: 1 or 2.
    """

    kind = "prefab"
    fast_days = 0.4
    slow_days = 1.2

    def __init__(self, random: np.random.Generator, spot: Spot, modules: int, storeys: int) -> None:
        super().__init__(spot, modules * 3.0, 5.0)
        self._modules, self._storeys = modules, storeys
        panel = _PANELS[int(random.integers(len(_PANELS)))]
        trim = _TRIMS[int(random.integers(len(_TRIMS)))]
        self._trim = trim
        front = sheet(random, 3.0, 2.7, panel)
        side = sheet(random, 5.0, 2.7, panel)
        for face in (front, side):
            face[:8], face[-8:] = trim, trim
            face[:, :6], face[:, -6:] = trim, trim
        window(front, 1.7, 1.0, 1.0, 1.0, (200, 204, 204), True)
        door(front, 0.35, 0.8, 2.0, trim, False, random)
        self._front, self._side = front, side
        self._roof = sheet(random, 3.0, 5.4, trim)

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        whole = self._modules * self._storeys
        up = max(1, int(np.ceil(whole * min(1.0, progress / 0.9))))
        for number in range(up):
            level, place = divmod(number, self._modules)
            spot = self.spot.beside((place + 0.5) * 3.0 - self.wide_m / 2, 0, level * 2.75)
            faces = spot.box(3.0, 5.0, 0, 2.7)
            for face, texture in zip(
                faces[:4], (self._front, self._side, self._front, self._side), strict=True
            ):
                canvas.solid([face], texture)
            roof = spot.box(3.1, 5.3, 2.7, 2.82)
            canvas.quad(self._roof, roof[4])
            canvas.solid(roof[:4], self._trim)
        if progress < 0.9:
            stack = self.spot.beside(self.wide_m / 2 + 2.4, 1.0)
            high = 0.3 + 0.6 * (1 - progress)
            canvas.solid(stack.box(2.6, 1.2, 0, high)[:5], self._side[: PX_PER_M // 2])
