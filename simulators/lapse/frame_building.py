"""A concrete frame, floor by floor, then filled with blocks."""

from __future__ import annotations

import numpy as np

from simulators.lapse.masonry import BRICKS, FINISHES
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.textures import PX_PER_M, Colour, bricks, concrete, plaster

_CONCRETE: Colour = (150, 156, 158)


class FrameBuilding(Structure):
    """Columns and slabs first, walls afterwards.

    Progress: foundation to .08, then each storey's columns and slab to .62, walls to .9, paint.

    Args:
        random: Source of chance.
        spot: Where.
        bays: Columns' distances along the front, of 3.2 m.
        storeys: 1 to 3.
    """

    kind = "frame"
    fast_days = 4.0
    slow_days = 14.0

    def __init__(self, random: np.random.Generator, spot: Spot, bays: int, storeys: int) -> None:
        super().__init__(spot, bays * 3.2, 6.4)
        self._bays, self._storeys = bays, storeys
        self._high = float(random.uniform(2.9, 3.3))
        brick = BRICKS[int(random.integers(len(BRICKS)))]
        finish = FINISHES[int(random.integers(len(FINISHES)))]
        self._fill = bricks(random, 3.2, self._high, brick)
        self._paint = plaster(random, 3.2, self._high, finish)
        for face in (self._fill, self._paint):
            high, wide = face.shape[:2]
            sill, top = high - PX_PER_M, high - int(2.2 * PX_PER_M)
            face[top:sill, wide // 2 - 45 : wide // 2 + 45] = (44, 48, 54)
        self._slab = concrete(random, self.wide_m, self.deep_m, _CONCRETE)
        self._stiff = int(random.integers(1 << 30))

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        base = self.spot.box(self.wide_m + 0.4, self.deep_m + 0.4, 0, 0.25)
        canvas.solid(base[:4], (124, 130, 132))
        canvas.quad(self._slab, base[4])
        risen = min(1.0, max(0.0, (progress - 0.08) / 0.54)) * self._storeys
        random = np.random.default_rng(self._stiff)
        for level in range(self._storeys):
            share = min(1.0, risen - level)
            if share <= 0:
                break
            self._storey(canvas, level, share, random, top=level == int(risen))
        filled = min(1.0, max(0.0, (progress - 0.62) / 0.28))
        if filled > 0:
            self._walls(canvas, filled, progress > 0.94)

    def _storey(
        self,
        canvas: SurfaceCanvas,
        level: int,
        share: float,
        random: np.random.Generator,
        top: bool,
    ) -> None:
        low = 0.25 + level * self._high
        high = low + self._high * min(1.0, share / 0.6)
        half = self.wide_m / 2
        for a in np.linspace(-half + 0.2, half - 0.2, self._bays + 1):
            for b in (0.0, self.deep_m / 2 - 0.2, self.deep_m - 0.4):
                column = self.spot.beside(a, b).box(0.4, 0.4, low, high)
                canvas.solid(column[:4], (138, 144, 146))
                # Bars stick out of what is not finished.
                if top or share < 0.7:
                    for _ in range(3):
                        x, y = random.uniform(-0.12, 0.12, 2)
                        foot = self.spot.at(a + x, b + 0.2 + y, high)
                        canvas.line(foot, foot + np.array([0, 0, 0.9]), 0.03, (52, 66, 92))
        if share > 0.6:
            floor = self.spot.box(self.wide_m + 0.3, self.deep_m + 0.3, high, high + 0.2)
            canvas.solid(floor[:4], (146, 152, 154))
            canvas.quad(self._slab, floor[4])
            canvas.polygon(floor[5], (96, 100, 102))
        if share < 0.95:
            # Timber props under fresh concrete.
            for a in np.linspace(-half + 0.6, half - 0.6, self._bays * 2 + 1):
                for b in (0.3, self.deep_m - 0.3):
                    canvas.line(
                        self.spot.at(a, b, low), self.spot.at(a, b, high), 0.08, (84, 124, 160)
                    )

    def _walls(self, canvas: SurfaceCanvas, share: float, painted: bool) -> None:
        face = self._paint if painted else self._fill
        panels = []
        for level in range(self._storeys):
            low = 0.25 + level * self._high
            for i in range(self._bays):
                a = -self.wide_m / 2 + i * 3.2
                panels += [(low, (a, 0.0), (a + 3.2, 0.0))]
                panels += [(low, (a, self.deep_m), (a + 3.2, self.deep_m))]
            for a in (-self.wide_m / 2, self.wide_m / 2):
                panels += [(low, (a, b), (a, b + 3.2)) for b in (0.0, 3.2)]
        done = share * len(panels)
        w = self.spot.at
        for number, (low, p, q) in enumerate(panels):
            high = self._high * float(np.clip(done - number, 0, 1))
            if high < 0.1:
                continue
            rows = max(2, int(len(face) * high / self._high))
            canvas.quad(
                face[-rows:], [w(*p, low + high), w(*q, low + high), w(*q, low), w(*p, low)]
            )
