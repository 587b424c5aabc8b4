"""A village square where a crowd gathers, stays and leaves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simulators.scenes.backdrop import FloatImage, GroundNoise, earth, meadow, mix, paving
from simulators.scenes.canvas import Canvas, Image
from simulators.scenes.figure import Facing, Look
from simulators.scenes.scene import SUPERSAMPLING, Scene, SceneSettings
from simulators.scenes.village import Village
from simulators.scenes.walker import Walker, Waypoint

PERIOD_S = 66.0
_ARRIVE_S = (6.0, 22.0)
_LEAVE_S = (42.0, 50.0)
_CROWD = 18


class Square(Scene):
    """From about two people to about twenty and back. Loops smoothly.

    Args:
        settings: Seed and size.
        crowd: People who gather; with ``standing`` they are there all the time.
        standing: For measuring counts: nobody comes or goes.
    """

    kind = "square"

    def __init__(
        self, settings: SceneSettings, crowd: int = _CROWD, standing: bool = False
    ) -> None:
        self._crowd = crowd
        self._standing = standing
        super().__init__(settings, PERIOD_S)

    def _paint(self) -> Image:
        r = self.random
        village = Village(r)
        depth = 27.0

        def ground(
            x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
        ) -> FloatImage:
            base = mix(earth(x, y, noise), meadow(x, y, noise), np.clip((y - 46) / 4, 0, 1))
            paved = np.clip((depth - y) / 0.15, 0, 1) * np.clip((19 - np.abs(x)) / 0.2, 0, 1)
            return mix(base, paving(x, y, noise), paved)

        side = 1 if r.random() < 0.5 else -1
        village.house(0.0 + float(r.uniform(-2, 2)), 30, 0, bool(r.random() < 0.5))
        village.house(-14.5 * side, 27, -14 * side, False)
        village.house(15 * side, 28, 14 * side)
        for x in (-26, -9, 8, 25):
            village.house(x + float(r.uniform(-2, 2)), 44 + float(r.uniform(-2, 3)), 0)
        for spot in (-11.5, -6.5, 6.5, 11.5):
            if r.random() < 0.8:
                village.tree(
                    spot,
                    25.5,
                    float(r.uniform(4.0, 5.5)),
                    str(r.choice(["round", "round", "willow"])),
                )
        for far in np.linspace(-30, 30, 8):
            village.tree(
                float(far + r.uniform(-2, 2)),
                float(r.uniform(56, 64)),
                float(r.uniform(8, 12)),
                str(r.choice(["poplar", "round"])),
            )
        village.lamps = [(-9.6, 20.0, 1), (9.6, 20.0, -1)]
        self._people(r)
        canvas = village.paint(self.view.scaled(SUPERSAMPLING), self.sun, ground, [])
        self._decorate(canvas, r)
        return self._finish(canvas)

    def _people(self, r: np.random.Generator) -> None:
        places = self._places(r)
        facings: tuple[Facing, ...] = ("away", "away", "toward", "left", "right", "toward")
        for number, (x, y) in enumerate(places, start=1):
            look = Look.random(r)
            facing = facings[int(r.integers(len(facings)))]
            if self._standing:
                stay = (Waypoint(0, x, y), Waypoint(self.period_s, x, y))
                self.walkers.append(Walker(number, look, 0.0, stay, facing, fade=False))
                continue
            start = self._door(r, y, x)
            end = self._door(r, y, x)
            pace = float(r.uniform(1.2, 1.5))
            there = math.dist(start, (x, y)) / pace
            arrive = float(r.uniform(*_ARRIVE_S)) + 2
            leave = float(r.uniform(*_LEAVE_S))
            stay_s = leave - arrive
            path = (
                Waypoint(0, *start),
                Waypoint(there, x, y),
                Waypoint(there + stay_s, x, y),
                Waypoint(there + stay_s + math.dist((x, y), end) / pace, *end),
            )
            begin = (arrive - there) % self.period_s
            self.walkers.append(Walker(number, look, begin, path, facing, fade=False))
        if not self._standing:
            self._passers(r, len(places))

    def _passers(self, r: np.random.Generator, taken: int) -> None:
        """Two people are on their way across at nearly any time."""
        count = 8
        for i in range(count):
            y = float(r.choice([9.6, 18.4, 19.6])) + float(r.uniform(-0.3, 0.3))
            reach = self._reach(y)
            pace = 2 * reach / 15.5
            right = bool(r.random() < 0.5)
            xs = (-reach, reach) if right else (reach, -reach)
            path = (Waypoint(0, xs[0], y), Waypoint(2 * reach / pace, xs[1], y))
            start = i * self.period_s / count
            self.walkers.append(Walker(taken + 1 + i, Look.random(r), start, path, fade=False))

    def _reach(self, y: float) -> float:
        """Half the picture's width on the ground at a distance, and a step more."""
        tilt = math.radians(self.view.tilt_deg)
        depth = y * math.cos(tilt) + self.view.height_m * math.sin(tilt)
        return self.view.width / 2 * depth / self.view.focal_px + 0.8

    def _door(self, r: np.random.Generator, y: float, x: float) -> tuple[float, float]:
        at = float(np.clip(y + r.uniform(-1.5, 3.0), 9.5, 21.0))
        side = 1 if r.random() < 0.5 + 0.06 * x else -1
        return (side * self._reach(at), at)

    def _places(self, r: np.random.Generator) -> list[tuple[float, float]]:
        """Choose places to stand at where people hide each other as little as possible."""
        chosen: list[tuple[float, float]] = []
        boxes: list[tuple[float, float, float, float]] = []
        limit, tries = 0.12, 0
        while len(chosen) < self._crowd:
            y = float(r.uniform(10.4, 18.6))
            x = float(r.uniform(-1, 1)) * (self._reach(y) - 1.6)
            head, foot = self.view.project([[x, y, 1.7], [x, y, 0.0]])
            half = (foot[1] - head[1]) * 0.2
            box = (head[0] - half, head[1], head[0] + half, foot[1])
            tries += 1
            if tries % 60 == 0:
                limit += 0.05
            if all(_cover(box, other) <= limit for other in boxes):
                chosen.append((x, y))
                boxes.append(box)
        return chosen

    def _decorate(self, canvas: Canvas, r: np.random.Generator) -> None:
        """Lanterns on a line, a notice board."""
        y, high = 25.0, 4.6
        for x in (-6.0, 6.0):
            canvas.line((x, y, 0), (x, y, high), 0.12, (120, 124, 126))
        for t in np.linspace(-6, 6, 25):
            sag = 0.5 * (1 - (t / 6) ** 2)
            canvas.line((t, y, high - sag), (min(6.0, t + 0.5), y, high - sag), 0.03, (50, 50, 52))
        for t in np.linspace(-5, 5, 9):
            sag = 0.5 * (1 - (t / 6) ** 2)
            z = high - sag - 0.35
            canvas.line((t - 0.14, y, z), (t + 0.14, y, z), 0.5, (42, 38, 200))
            canvas.line((t, y, z - 0.45), (t, y, z - 0.25), 0.06, (60, 190, 225))
        side = 1 if r.random() < 0.5 else -1
        x = side * 8.2
        for dx in (-1.1, 1.1):
            canvas.line((x + dx, 23, 0), (x + dx, 23, 2.1), 0.1, (96, 100, 104))
        canvas.polygon(
            [(x - 1.2, 23, 2.1), (x + 1.2, 23, 2.1), (x + 1.2, 23, 0.9), (x - 1.2, 23, 0.9)],
            (168, 96, 40),
        )
        for i in range(3):
            left = x - 1.0 + i * 0.7
            canvas.polygon(
                [
                    (left, 22.98, 1.95),
                    (left + 0.58, 22.98, 1.95),
                    (left + 0.58, 22.98, 1.05),
                    (left, 22.98, 1.05),
                ],
                (226, 230, 232),
            )


def _cover(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Return how much of the smaller box the two share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return wide * high / smaller
