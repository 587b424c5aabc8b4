"""Rooms of brick or block, course by course."""

from __future__ import annotations

import numpy as np

from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.canvas import Image
from simulators.scenes.textures import (
    PX_PER_M,
    Colour,
    bricks,
    concrete,
    plaster,
    plinth,
    roof_tiles,
    window,
)

BRICKS: tuple[Colour, ...] = ((78, 98, 168), (70, 88, 150), (132, 134, 132), (150, 156, 160))
FINISHES: tuple[Colour, ...] = (
    (206, 212, 214),
    (165, 198, 212),
    (178, 190, 204),
    (150, 158, 160),
    (190, 214, 226),
)
ROOFS: tuple[Colour, ...] = ((98, 94, 88), (72, 80, 140), (150, 96, 60), (86, 84, 82))
_INSIDE: Colour = (92, 100, 112)
_GLASS: Colour = (196, 200, 202)
_THICK_M = 0.24


class Masonry(Structure):
    """A house, an extension or a floor on a roof, by its measures.

    Progress: foundation to .10, walls storey by storey with slabs to .72, roof to .88, plaster and
    windows; a scaffold stands while walls higher than 2.2 m grow.

    Args:
        random: Source of chance.
        kind: Name in the truth.
        spot: Where.
        wide_m: Front.
        deep_m: Depth.
        storeys: 1 to 3.
        gable: A tiled gable roof instead of a flat one.
        plastered: Whether the walls are plastered in the end.
    """

    def __init__(
        self,
        random: np.random.Generator,
        kind: str,
        spot: Spot,
        wide_m: float,
        deep_m: float,
        storeys: int,
        gable: bool,
        plastered: bool,
    ) -> None:
        super().__init__(spot, wide_m, deep_m)
        self.kind = kind
        self.storeys, self.gable = storeys, gable
        self.storey_m = float(random.uniform(2.6, 3.1))
        self._seed = int(random.integers(1 << 30))
        self._scaffolded = storeys > 1 or bool(random.random() < 0.4)
        brick = BRICKS[int(random.integers(len(BRICKS)))]
        finish = FINISHES[int(random.integers(len(FINISHES)))]
        high = self.storey_m * storeys
        self._raw = [self._holes(bricks(random, n, high, brick)) for n in (wide_m, deep_m)]
        done = [plaster(random, n, high, finish) for n in (wide_m, deep_m)]
        self._done = [self._windows(face) for face in done] if plastered else self._raw
        self._slab = concrete(random, wide_m, deep_m, (150, 156, 158))
        self._roof = ROOFS[int(random.integers(len(ROOFS)))]
        self._tiles = roof_tiles(random, wide_m + 0.8, deep_m * 0.62, self._roof)
        self._dark = concrete(random, wide_m, high, _INSIDE)
        self._net: Colour = ((92, 140, 60), (150, 110, 60), (110, 120, 118))[
            int(random.integers(3))
        ]
        if spot.base_m > 0.5:
            self.fast_days, self.slow_days = 2.0, 7.0
        else:
            self.fast_days, self.slow_days = 3.0, 12.0

    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it."""
        if progress <= 0:
            return
        ground = self.spot.base_m < 0.5
        slab = 0.28 * min(1.0, progress / 0.10)
        faces = self.spot.box(self.wide_m + 0.3, self.deep_m + 0.3, 0, slab)
        if ground:
            canvas.solid(faces[:4], (128, 134, 136))
            canvas.quad(self._slab, faces[4])
        else:
            slab = 0.0
        wall = self._wall_m(progress)
        if wall > 0.05:
            self._walls(canvas, progress, slab, wall)
        if progress > 0.72:
            self._roofed(canvas, min(1.0, (progress - 0.72) / 0.16), slab + wall)
        if self._scaffolded and 0.14 < progress < 0.97 and wall > 0.6:
            self._scaffold(canvas, wall)
        if ground and progress < 0.9:
            self._material(canvas, progress)

    def _wall_m(self, progress: float) -> float:
        share = min(1.0, max(0.0, (progress - 0.10) / 0.62))
        high = share * self.storey_m * self.storeys
        # Courses of bricks, laid one after the other.
        return float(np.floor(high / 0.11) * 0.11) if share < 1 else high

    def _walls(self, canvas: SurfaceCanvas, progress: float, low: float, wall: float) -> None:
        full = self.storey_m * self.storeys
        finished = progress > 0.92
        textures = self._done if finished else self._raw

        def part(texture: Image) -> Image:
            rows = max(2, int(len(texture) * min(1.0, wall / full)))
            return texture[len(texture) - rows :]

        inner = self.spot.beside(0, _THICK_M)
        w, d = self.wide_m - 2 * _THICK_M, self.deep_m - 2 * _THICK_M
        inside = inner.box(w, d, low, low + wall)
        outside = self.spot.box(self.wide_m, self.deep_m, low, low + wall)
        if progress < 0.74:
            for face in inside[:4]:
                canvas.quad(part(self._dark), face)
            storey = int((wall + 1e-6) // self.storey_m)
            if storey:
                top = low + storey * self.storey_m
                canvas.quad(self._slab, self.spot.box(self.wide_m, self.deep_m, top, top)[4])
            for i in range(4):
                a, b = outside[i], inside[i]
                canvas.polygon([a[0], a[1], b[1], b[0]], (150, 150, 152))
        for i in range(4):
            canvas.solid([outside[i]], part(textures[i % 2]))

    def _roofed(self, canvas: SurfaceCanvas, share: float, eaves: float) -> None:
        if not self.gable:
            thick = 0.18
            roof = self.spot.box(self.wide_m, self.deep_m, eaves, eaves + thick)
            canvas.solid(roof[:4], (140, 146, 148))
            canvas.quad(self._slab, roof[4])
            if share > 0.7:
                for face in self.spot.box(self.wide_m, self.deep_m, eaves, eaves + 0.6)[:4]:
                    canvas.polygon(face, (176, 182, 186))
            return
        half, deep, over = self.wide_m / 2 + 0.35, self.deep_m, 0.45
        rise = deep * 0.28
        drop = rise * over / (deep / 2)
        w = self.spot.at
        top = eaves + rise
        timber = (88, 128, 168)
        for t in np.linspace(-half, half, 8):
            canvas.line(w(t, -over, eaves - drop), w(t, deep / 2, top), 0.12, timber)
            canvas.line(w(t, deep + over, eaves - drop), w(t, deep / 2, top), 0.12, timber)
        canvas.line(w(-half, deep / 2, top), w(half, deep / 2, top), 0.16, timber)
        for s in (-1, 1):
            edge = s * self.wide_m / 2
            gable = [w(edge, 0, eaves), w(edge, deep / 2, top), w(edge, deep, eaves)]
            canvas.polygon(gable, self._raw[0][:20].reshape(-1, 3).mean(0))
        if share < 0.15:
            return
        reach = -half + 2 * half * min(1.0, (share - 0.15) / 0.85)
        columns = max(2, int(self._tiles.shape[1] * (reach + half) / (2 * half)))
        tiles = self._tiles[:, :columns]
        for eave in (-over, deep + over):
            canvas.quad(
                tiles,
                [
                    w(-half, deep / 2, top),
                    w(reach, deep / 2, top),
                    w(reach, eave, eaves - drop),
                    w(-half, eave, eaves - drop),
                ],
            )

    def _scaffold(self, canvas: SurfaceCanvas, wall: float) -> None:
        random = np.random.default_rng(self._seed)
        out, high = 0.8, wall + 1.1
        half, w = self.wide_m / 2 + out, self.spot.at
        pole = (96, 118, 132)
        sides = (
            ((-half, -out), (half, -out), self.wide_m),
            ((-half, -out), (-half, self.deep_m + out), self.deep_m),
            ((half, -out), (half, self.deep_m + out), self.deep_m),
        )
        for (a0, b0), (a1, b1), length in sides:
            for t in np.linspace(0, 1, max(3, int(length / 1.4))):
                a, b = a0 + (a1 - a0) * t, b0 + (b1 - b0) * t
                canvas.line(w(a, b, 0), w(a + random.uniform(-0.04, 0.04), b, high), 0.065, pole)
            for z in np.arange(1.6, high, 1.7):
                canvas.line(w(a0, b0, z), w(a1, b1, z), 0.06, pole)
                canvas.line(w(a0, b0, z - 0.12), w(a1, b1, z - 0.12), 0.12, (92, 132, 160))
            low = max(0.0, high - 2.7)
            canvas.polygon(
                [w(a0, b0, high), w(a1, b1, high), w(a1, b1, low), w(a0, b0, low)], self._net, 0.45
            )

    def _material(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Bricks on pallets and a heap of sand, which get less."""
        left_over = 1 - progress / 0.9
        for i in range(3):
            high = 0.9 * min(1.0, left_over * 3 - i * 0.6)
            if high > 0.05:
                pallet = self.spot.beside(
                    self.wide_m / 2 + 1.9 + 1.15 * (i % 2), 0.4 + 1.2 * (i // 2)
                )
                for face in pallet.box(1.0, 0.8, 0, high)[:5]:
                    rows = max(3, int(high * PX_PER_M))
                    canvas.quad(self._raw[0][-PX_PER_M // 2 :][-rows:, :PX_PER_M], face)

    def _bays(self, length: float) -> list[float]:
        count = max(1, round(length / 3.2))
        return [(i + 0.5) * length / count for i in range(count)]

    def _holes(self, wall: Image) -> Image:
        """Leave the holes for doors and windows: dark, with a lintel."""
        length = wall.shape[1] / PX_PER_M
        for level in range(self.storeys):
            for i, middle in enumerate(self._bays(length)):
                door = level == 0 and i == 0
                bottom = len(wall) - int((level * self.storey_m + (0 if door else 0.95)) * PX_PER_M)
                top = max(0, bottom - int((2.1 if door else 1.3) * PX_PER_M))
                x0, x1 = int((middle - 0.65) * PX_PER_M), int((middle + 0.65) * PX_PER_M)
                wall[top:bottom, max(0, x0) : x1] = (34, 38, 44)
                wall[max(0, top - 10) : top, max(0, x0 - 8) : x1 + 8] = (146, 152, 154)
        return wall

    def _windows(self, wall: Image) -> Image:
        length = wall.shape[1] / PX_PER_M
        for level in range(self.storeys):
            for i, middle in enumerate(self._bays(length)):
                if level == 0 and i == 0:
                    bottom = len(wall)
                    top = bottom - int(2.1 * PX_PER_M)
                    x0, x1 = int((middle - 0.6) * PX_PER_M), int((middle + 0.6) * PX_PER_M)
                    wall[top:bottom, max(0, x0) : x1] = (52, 60, 84)
                    wall[top + 8 : bottom, max(0, x0 + 8) : x1 - 8] = (66, 84, 132)
                else:
                    sill = level * self.storey_m + 0.95
                    window(wall, middle - 0.65, sill, 1.3, 1.3, _GLASS, False)
        plinth(wall, 0.4, (118, 122, 126))
        return wall
