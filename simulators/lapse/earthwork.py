"""Digging and filling: bare earth, heaps, a pit, strips of foundation."""

from __future__ import annotations

import numpy as np

from simulators.lapse.mound import draw_mound
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.stuff import Stuff
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.noise import fractal
from simulators.scenes.textures import concrete

_EARTHS = ((78, 112, 150), (92, 128, 160), (70, 90, 116), (84, 116, 172))


class Earthwork(Structure):
    """The ground is opened, then foundations are laid in it.

    Progress: cleared ground from one side to .35, trenches and heaps to .6, concrete strips and
    low walls to 1.

    Args:
        random: Source of chance.
        spot: Where.
        wide_m: Front.
        deep_m: Depth.
    """

    kind = "earthwork"
    fast_days = 0.5
    slow_days = 6.0

    def __init__(
        self, random: np.random.Generator, spot: Spot, wide_m: float, deep_m: float
    ) -> None:
        super().__init__(spot, wide_m, deep_m)
        base = np.array(_EARTHS[int(random.integers(len(_EARTHS)))], np.float64)
        rows, columns = int(deep_m * 24), int(wide_m * 24)
        gain = 1 + 0.12 * fractal(random, rows, columns, 8, 5)
        tracks = np.sin(np.linspace(0, deep_m * 9, rows))[:, None] > 0.6
        gain = gain * np.where(tracks, 0.9, 1.0)
        self._soil = np.clip(base * gain[..., None], 0, 255).astype(np.uint8)
        y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
        edge = 1 - np.maximum(np.abs(x), np.abs(y)) + 0.05 * fractal(random, rows, columns, 6, 4)
        self._alpha = np.clip(edge * 8, 0, 1).astype(np.float32)
        self._base = base
        self._heaps = [
            (float(random.uniform(-0.4, 0.4)) * wide_m, float(random.uniform(0.8, 1.7)))
            for _ in range(int(random.integers(1, 4)))
        ]
        self._strip = concrete(random, 6.0, 0.6, (150, 156, 158))
        self._low = float(random.choice([0.15, 0.5, 0.9]))
        self._seed = int(random.integers(1 << 30))

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        w, half, deep = self.spot.at, self.wide_m / 2, self.deep_m
        share = min(1.0, progress / 0.35)
        columns = max(4, int(self._soil.shape[1] * share))
        reach = -half + self.wide_m * share
        kept, canvas.pen_stuff = canvas.pen_stuff, Stuff.SOIL
        canvas.quad(
            self._soil[:, :columns],
            [w(-half, deep, 0.03), w(reach, deep, 0.03), w(reach, 0, 0.03), w(-half, 0, 0.03)],
            1.0,
            self._alpha[:, :columns],
        )
        dug = min(1.0, max(0.0, (progress - 0.2) / 0.4))
        for i, (a, size) in enumerate(self._heaps):
            if dug > 0:
                heap = self.spot.beside(a, deep - 1.2)
                draw_mound(canvas, heap, size * dug**0.4, self._base, self._seed + i)
        canvas.pen_stuff = kept
        lines = [((-half + 1, b), (half - 1, b)) for b in (0.8, deep * 0.4, deep * 0.72)]
        lines += [((a, 0.8), (a, deep * 0.72)) for a in np.linspace(-half + 1, half - 1, 3)]
        laid = min(1.0, max(0.0, (progress - 0.6) / 0.4)) * len(lines)
        trench = min(1.0, max(0.0, (progress - 0.35) / 0.25)) * len(lines)
        for number, ((a0, b0), (a1, b1)) in enumerate(lines):
            out = np.array([b1 - b0, a0 - a1])
            out = out / np.linalg.norm(out) * 0.3
            c = [(a0 - out[0], b0 - out[1]), (a1 - out[0], b1 - out[1])]
            c += [(a1 + out[0], b1 + out[1]), (a0 + out[0], b0 + out[1])]
            if number < laid:
                high = self._low
                for i in range(4):
                    p, q = c[i], c[(i + 1) % 4]
                    canvas.quad(self._strip, [w(*p, high), w(*q, high), w(*q, 0), w(*p, 0)])
                canvas.quad(self._strip, [w(*p, high) for p in c])
            elif number < trench:
                canvas.polygon([w(*p, 0.05) for p in c], self._base * 0.42)
