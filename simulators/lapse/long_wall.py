"""A yard wall or a fence that grows along its line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulators.lapse.masonry import BRICKS, FINISHES
from simulators.lapse.sheet import SHEETS, sheet
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.textures import bricks, plaster


class LongWall(Structure):
    """Around two or three sides of a yard, in pieces.

    Args:
        random: Source of chance.
        spot: Where; the wall follows the edge of its rectangle.
        wide_m: Front.
        deep_m: Depth.
        sheets: A fence of sheet, put up piece by piece, instead of courses of brick.
    """

    kind = "wall"
    fast_days = 1.0
    slow_days = 6.0

    def __init__(
        self, random: np.random.Generator, spot: Spot, wide_m: float, deep_m: float, sheets: bool
    ) -> None:
        super().__init__(spot, wide_m, deep_m)
        self.kind = "fence" if sheets else "wall"
        self._sheets = sheets
        self._high = float(random.uniform(1.8, 2.4))
        half = wide_m / 2
        corners = [(-half, deep_m), (-half, 0.0), (half, 0.0), (half, deep_m)]
        self._corners = corners if random.random() < 0.5 else corners[:3]
        if sheets:
            self._face = sheet(random, 3.0, self._high, SHEETS[int(random.integers(len(SHEETS)))])
        elif random.random() < 0.7:
            self._face = bricks(random, 3.0, self._high, BRICKS[int(random.integers(len(BRICKS)))])
        else:
            colour = FINISHES[int(random.integers(len(FINISHES)))]
            self._face = plaster(random, 3.0, self._high, colour)

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        pieces: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for a, b in pairwise(self._corners):
            count = max(1, round(float(np.hypot(b[0] - a[0], b[1] - a[1])) / 3))
            steps = np.linspace(0, 1, count + 1)
            points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for t in steps]
            pieces += list(pairwise(points))
        for number, (a, b) in enumerate(pieces):
            if self._sheets:
                high = self._high if number < progress * len(pieces) else 0.0
            else:
                # Two pieces are under work at a time.
                reach = progress * (len(pieces) + 2) - number
                high = self._high * float(np.clip(reach / 2, 0, 1))
                high = np.floor(high / 0.11) * 0.11
            if high < 0.1:
                continue
            rows = max(2, int(len(self._face) * high / self._high))
            self._piece(canvas, a, b, high, rows)

    def _piece(
        self,
        canvas: SurfaceCanvas,
        a: tuple[float, float],
        b: tuple[float, float],
        high: float,
        rows: int,
    ) -> None:
        w = self.spot.at
        out = np.array([b[1] - a[1], a[0] - b[0]])
        out = out / float(np.linalg.norm(out)) * (0.03 if self._sheets else 0.12)
        face = self._face[-rows:]
        for s in (-1, 1):
            p, q = (a[0] + s * out[0], a[1] + s * out[1]), (b[0] + s * out[0], b[1] + s * out[1])
            canvas.quad(face, [w(*p, high), w(*q, high), w(*q, 0), w(*p, 0)])
        canvas.polygon(
            [
                w(a[0] - out[0], a[1] - out[1], high),
                w(b[0] - out[0], b[1] - out[1], high),
                w(b[0] + out[0], b[1] + out[1], high),
                w(a[0] + out[0], a[1] + out[1], high),
            ],
            face[:4].reshape(-1, 3).mean(0) * 1.05,
        )
        if self._sheets:
            canvas.line(w(*a, 0), w(*a, high + 0.1), 0.08, (110, 114, 118))
