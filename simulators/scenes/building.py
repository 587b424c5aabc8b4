"""A house that goes up, as a function of how far it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Canvas, Image
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

_GLASS: Colour = (196, 200, 202)


class Building:
    """Two storeys of brick on a concrete slab, scaffolded while it grows.

    Progress: foundation to .10, first storey to .40, slab to .45, second storey to .75, roof to
    .92, then plaster and windows, and the scaffold comes down.

    Args:
        random: Source of chance.
        x_m: World x of the middle of the front.
        y_m: World y of the front.
    """

    def __init__(self, random: np.random.Generator, x_m: float, y_m: float) -> None:
        self.x_m, self.y_m = x_m, y_m
        self.wide_m = float(random.uniform(8.6, 9.8))
        self.deep_m = float(random.uniform(6.0, 6.8))
        self.storey_m = 2.75
        self._seed = int(random.integers(1 << 30))
        red = random.random() < 0.6
        brick: Colour = (78, 98, 168) if red else (132, 134, 132)
        high = 2 * self.storey_m
        self._brick_front = self._open_front(bricks(random, self.wide_m, high, brick))
        self._brick_side = bricks(random, self.deep_m, high, brick)
        finish: Colour = (206, 212, 214) if random.random() < 0.6 else (160, 196, 214)
        self._done_front = self._windows(plaster(random, self.wide_m, high, finish))
        self._done_side = plaster(random, self.deep_m, high, finish)
        self._tiles = roof_tiles(
            random, self.wide_m + 0.9, 5.0, (72, 80, 140) if random.random() < 0.5 else (98, 94, 88)
        )
        self._slab = concrete(random, self.wide_m, self.deep_m, (150, 156, 158))
        self._dark = concrete(random, self.wide_m, high, (70, 78, 96))

    def hull(self, progress: float) -> npt.NDArray[np.float64]:
        """Return corners of what stands, for its shadow."""
        high = max(0.15, self._height(progress))
        half = self.wide_m / 2
        return np.array(
            [
                [self.x_m + s * half, self.y_m + b, z]
                for s in (-1, 1)
                for b in (0.0, self.deep_m)
                for z in (0.0, high)
            ]
        )

    def draw(self, canvas: Canvas, progress: float) -> None:
        """Draw it at a progress of 0 (nothing) to 1 (done)."""
        if progress <= 0:
            return
        half, deep = self.wide_m / 2, self.deep_m
        x, y = self.x_m, self.y_m
        slab_z = 0.3 * min(1.0, progress / 0.10)
        self._box_top(canvas, self._slab, slab_z, 0.25)
        wall_m = self._height(progress)
        if progress > 0.10:
            self._walls(canvas, progress, wall_m)
        if progress > 0.75:
            self._roof(canvas, min(1.0, (progress - 0.75) / 0.17), wall_m)
        if 0.12 < progress < 0.97:
            self._scaffold(canvas, wall_m)
        if progress < 0.93:
            self._material(canvas, progress, x + half + 1.6, y - 0.6, deep)

    def _height(self, progress: float) -> float:
        low = min(1.0, max(0.0, (progress - 0.10) / 0.30))
        high = min(1.0, max(0.0, (progress - 0.45) / 0.30))
        return (low + high) * self.storey_m

    def _walls(self, canvas: Canvas, progress: float, wall_m: float) -> None:
        half, deep = self.wide_m / 2, self.deep_m
        x, y = self.x_m, self.y_m
        done = progress > 0.94
        front = self._done_front if done else self._brick_front
        side = self._done_side if done else self._brick_side
        sun = canvas.sun
        full = 2 * self.storey_m

        def part(texture: Image) -> Image:
            rows = max(2, int(len(texture) * wall_m / full))
            return texture[len(texture) - rows :]

        up = np.array([0, 0, wall_m])
        a, b = np.array([x - half, y, 0.0]), np.array([x + half, y, 0.0])
        c, d = np.array([x + half, y + deep, 0.0]), np.array([x - half, y + deep, 0.0])
        # The inside first: back wall and the sides as seen from within, in shade.
        canvas.quad(part(self._dark), [d + up, c + up, c, d], 0.9)
        canvas.quad(part(self._dark), [a + up, d + up, d, a], 0.75)
        canvas.quad(part(self._dark), [c + up, b + up, b, c], 0.8)
        if wall_m > self.storey_m * 0.98:
            z = self.storey_m if wall_m < full * 0.99 else full
            self._box_top(canvas, self._slab, z, 0.0)
        if x + half < 0:
            canvas.quad(part(side), [b + up, c + up, c, b], sun.shade([1, 0, 0]))
        if x - half > 0:
            canvas.quad(part(side), [d + up, a + up, a, d], sun.shade([-1, 0, 0]))
        canvas.quad(part(front), [a + up, b + up, b, a], sun.shade([0, -1, 0]))
        if wall_m > self.storey_m:
            floor = np.array([0, 0, self.storey_m])
            band = np.array([0, 0, 0.16])
            canvas.quad(
                self._slab[:16],
                [a + floor + band, b + floor + band, b + floor - band, a + floor - band],
                sun.shade([0, -1, 0]),
            )

    def _roof(self, canvas: Canvas, share: float, wall_m: float) -> None:
        half, deep = self.wide_m / 2 + 0.4, self.deep_m
        x, y = self.x_m, self.y_m
        rise, over = deep * 0.3, 0.5
        drop = rise * over / (deep / 2)
        ridge_z = wall_m + rise
        left, right = x - half, x + half
        timber = (88, 128, 168)
        for t in np.linspace(left, right, 9):
            canvas.line((t, y - over, wall_m - drop), (t, y + deep / 2, ridge_z), 0.12, timber)
        canvas.line((left, y + deep / 2, ridge_z), (right, y + deep / 2, ridge_z), 0.16, timber)
        for side in (left + 0.4, right - 0.4):
            face = self._brick_side[:20].reshape(-1, 3).mean(0)
            canvas.polygon(
                [(side, y, wall_m), (side, y + deep / 2, ridge_z), (side, y + deep, wall_m)],
                face * canvas.sun.shade([np.sign(side), 0, 0]),
            )
        if share <= 0.1:
            return
        edge = left + (right - left) * (share - 0.1) / 0.9
        columns = max(2, int(self._tiles.shape[1] * (share - 0.1) / 0.9))
        normal = np.array([0.0, -rise, deep / 2]) / np.hypot(rise, deep / 2)
        canvas.quad(
            self._tiles[:, :columns],
            [
                (left, y + deep / 2, ridge_z),
                (edge, y + deep / 2, ridge_z),
                (edge, y - over, wall_m - drop),
                (left, y - over, wall_m - drop),
            ],
            canvas.sun.shade(normal),
        )

    def _scaffold(self, canvas: Canvas, wall_m: float) -> None:
        random = np.random.default_rng(self._seed)
        half = self.wide_m / 2 + 0.5
        y, high = self.y_m - 0.9, wall_m + 1.1
        pole = (96, 118, 132)
        for t in np.linspace(self.x_m - half, self.x_m + half, 8):
            canvas.line((t, y, 0), (t + random.uniform(-0.04, 0.04), y, high), 0.07, pole)
        for z in np.arange(1.5, high, 1.6):
            canvas.line((self.x_m - half, y, z), (self.x_m + half, y, z), 0.06, pole)
            canvas.line(
                (self.x_m - half, y + 0.4, z - 0.1),
                (self.x_m + half, y + 0.4, z - 0.1),
                0.10,
                (92, 132, 160),
            )
        low = max(0.0, high - 2.7)
        canvas.polygon(
            [
                (self.x_m - half, y, high),
                (self.x_m + half, y, high),
                (self.x_m + half, y, low),
                (self.x_m - half, y, low),
            ],
            (92, 140, 60),
            0.42,
        )

    def _material(self, canvas: Canvas, progress: float, x: float, y: float, deep: float) -> None:
        """Bricks on pallets and a heap of sand, which get less."""
        left_over = 1 - progress / 0.93
        random = np.random.default_rng(self._seed + 1)
        for i in range(3):
            high = 0.9 * min(1.0, left_over * 3 - i * 0.6)
            if high <= 0.05:
                continue
            x0, y0 = x + 1.15 * i, y + 0.5 * i
            face = bricks(random, 1.0, 0.9, (80, 100, 168))[: max(3, int(high * PX_PER_M))]
            canvas.quad(
                face,
                [(x0, y0, high), (x0 + 1, y0, high), (x0 + 1, y0, 0), (x0, y0, 0)],
                canvas.sun.shade([0, -1, 0]),
            )
            canvas.polygon(
                [
                    (x0, y0, high),
                    (x0 + 1, y0, high),
                    (x0 + 1, y0 + 0.8, high),
                    (x0, y0 + 0.8, high),
                ],
                (92, 112, 178),
            )
        size = 1.6 * left_over**0.5
        cx, cy = self.x_m - self.wide_m / 2 - 2.4, self.y_m + 0.2
        turn = np.linspace(0, np.pi, 9)
        heap = [(cx + size * np.cos(a), cy, 0.62 * size * np.sin(a) ** 1.3) for a in turn]
        canvas.polygon(heap, (128, 172, 200))
        canvas.polygon([(cx + size * 0.1, cy - 0.01, 0), *heap[:5]], (146, 190, 216))

    def _box_top(self, canvas: Canvas, texture: Image, z: float, skirt: float) -> None:
        half = self.wide_m / 2 + skirt
        x, y, deep = self.x_m, self.y_m, self.deep_m
        canvas.quad(
            texture,
            [
                (x - half, y + deep, z),
                (x + half, y + deep, z),
                (x + half, y - skirt, z),
                (x - half, y - skirt, z),
            ],
            canvas.sun.shade([0, 0, 1]),
        )
        if skirt:
            canvas.quad(
                texture[: max(2, int(z * PX_PER_M) + 2)],
                [
                    (x - half, y - skirt, z),
                    (x + half, y - skirt, z),
                    (x + half, y - skirt, 0),
                    (x - half, y - skirt, 0),
                ],
                canvas.sun.shade([0, -1, 0]) * 0.9,
            )

    def _bays(self) -> list[float]:
        count = 3
        return [(i + 0.5) * self.wide_m / count for i in range(count)]

    def _open_front(self, wall: Image) -> Image:
        """Leave the holes for door and windows: dark, with a lintel."""
        for level in range(2):
            for i, middle in enumerate(self._bays()):
                door = level == 0 and i == 1
                sill = 0.0 if door else 0.95
                bottom = len(wall) - int((level * self.storey_m + sill) * PX_PER_M)
                top = bottom - int((2.2 if door else 1.35) * PX_PER_M)
                x0, x1 = int((middle - 0.75) * PX_PER_M), int((middle + 0.75) * PX_PER_M)
                wall[top:bottom, x0:x1] = (34, 38, 44)
                wall[max(0, top - 10) : top, x0 - 8 : x1 + 8] = (146, 152, 154)
        return wall

    def _windows(self, wall: Image) -> Image:
        for level in range(2):
            for i, middle in enumerate(self._bays()):
                if level == 0 and i == 1:
                    bottom = len(wall)
                    top = bottom - int(2.2 * PX_PER_M)
                    x0, x1 = int((middle - 0.8) * PX_PER_M), int((middle + 0.8) * PX_PER_M)
                    wall[top:bottom, x0:x1] = (52, 60, 84)
                    wall[top + 8 : bottom, x0 + 8 : x1 - 8] = (66, 84, 132)
                else:
                    window(
                        wall, middle - 0.75, level * self.storey_m + 0.95, 1.5, 1.35, _GLASS, False
                    )
        plinth(wall, 0.5, (118, 122, 126))
        return wall
