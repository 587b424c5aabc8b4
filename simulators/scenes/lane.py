"""A village lane with people walking."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulators.scenes.backdrop import FloatImage, GroundNoise, cement, earth, meadow, mix
from simulators.scenes.canvas import Image
from simulators.scenes.figure import Look
from simulators.scenes.scene import SUPERSAMPLING, Scene, SceneSettings
from simulators.scenes.vehicle import CAR, VAN, Pass
from simulators.scenes.village import Village
from simulators.scenes.walker import Walker, Waypoint

PERIOD_S = 48.0
_CAR_COLOURS = ((210, 212, 214), (52, 50, 48), (150, 152, 156), (46, 44, 140), (120, 76, 44))


class Lane(Scene):
    """People on a lane, seen along it (even seeds) or across it (odd seeds). Loops smoothly."""

    kind = "lane"

    def __init__(self, settings: SceneSettings) -> None:
        self._across = settings.seed % 2 == 1
        super().__init__(settings, PERIOD_S)

    def _paint(self) -> Image:
        return self._paint_across() if self._across else self._paint_along()

    def _paint_along(self) -> Image:
        r = self.random
        village = Village(r)
        slope = float(r.uniform(-0.05, 0.05))
        half = float(r.uniform(2.3, 2.8))
        side = 1 if r.random() < 0.5 else -1

        def ground(
            x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
        ) -> FloatImage:
            edge = (half - np.abs(x - slope * y)) / 0.25 + 0.4 * noise.at(x, y, 0.6)
            road = np.where(y < 46, np.clip(edge, 0, 1), 0)
            base = mix(earth(x, y, noise), meadow(x, y, noise), np.clip((y - 48) / 4, 0, 1))
            return mix(base, cement(x, y, noise), road)

        village.house(side * -(half + 7.0) + slope * 22, 22 + r.uniform(-1, 1), side * -24)
        village.house(side * (half + 6.8) + slope * 21, 20 + r.uniform(-1, 1), side * 26, False)
        village.house(side * -(half + 5.6) + slope * 36, 34, side * -12)
        village.house(side * (half + 6.4) + slope * 37, 36, side * 14)
        village.house(side * r.uniform(-3, 3), 52, 0, True)
        village.house(side * 19, 48, 8)
        village.house(-side * 20, 50, -6)
        near = half + 1.1
        village.wall((-near + slope * 15, 15.5), (-near - 1.4, 7.2), float(r.uniform(1.7, 2.1)))
        if r.random() < 0.7:
            village.wall((near + slope * 14, 14.5), (near + 1.4, 7.2), float(r.uniform(1.6, 2.0)))
        else:
            village.tree(near + 1.3, 11, 1.3, "bush")
            village.tree(near + 2.6, 13.5, 4.6, "willow")
        for y in (28.0, 40.0, 44.0):
            for s in (-1, 1):
                if r.random() < 0.65:
                    shape = str(r.choice(["poplar", "round", "round"]))
                    village.tree(
                        s * (half + r.uniform(2.2, 3.4)) + slope * y,
                        y,
                        float(r.uniform(6, 10)),
                        shape,
                    )
        for x in np.linspace(-34, 34, 9):
            village.tree(
                float(x + r.uniform(-2, 2)),
                float(r.uniform(60, 74)),
                float(r.uniform(7, 12)),
                str(r.choice(["poplar", "round"])),
            )
        pole_side = side * (half + 0.7)
        village.poles = [(pole_side + slope * y, y, 7.5) for y in (17.5, 39.0)]
        village.lamps = [(-pole_side + slope * 21, 21.0, side)]
        number = 0
        starts = (np.arange(9) * PERIOD_S / 9 + r.uniform(-2, 2, 9)) % PERIOD_S
        for start in starts:
            pair = 2 if r.random() < 0.25 else 1
            away = bool(r.random() < 0.5)
            offset = float(r.uniform(-half + 0.8, half - 0.8))
            pace = float(r.uniform(1.25, 1.6))
            for mate in range(pair):
                x = float(np.clip(offset + mate * 0.85, -half + 0.3, half - 0.3))
                number += 1
                ends = (6.0, 44.0) if away else (44.0, 6.0)
                drift = float(r.uniform(-0.4, 0.4))
                path = tuple(
                    Waypoint(abs(y - ends[0]) / pace, x + slope * y + drift * np.sin(y / 6), y)
                    for y in np.linspace(ends[0], ends[1], 12)
                )
                self.walkers.append(Walker(number, Look.random(r), float(start), path))
        canvas = village.paint(self.view.scaled(SUPERSAMPLING), self.sun, ground, [])
        return self._finish(canvas)

    def _paint_across(self) -> Image:
        r = self.random
        village = Village(r)
        near, far = 9.2, 15.6

        def ground(
            x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
        ) -> FloatImage:
            wobble = 0.4 * noise.at(x, y, 0.6)
            road = np.clip((y - near) / 0.2 + wobble, 0, 1) * np.clip(
                (far - y) / 0.2 + wobble, 0, 1
            )
            base = mix(earth(x, y, noise), meadow(x, y, noise), np.clip((y - 40) / 4, 0, 1))
            return mix(base, cement(y, x + 200, noise), road)

        side = 1 if r.random() < 0.5 else -1
        village.house(-10.5 * side, 21.5 + r.uniform(-0.5, 1), float(r.uniform(-5, 5)), False)
        village.house(1.5 * side, 22 + r.uniform(-0.5, 1), float(r.uniform(-5, 5)))
        village.house(14.5 * side, 21.5, float(r.uniform(-5, 5)), False)
        for x in (-24, -9, 7, 22):
            village.house(x + float(r.uniform(-2, 2)), 38 + float(r.uniform(-2, 3)), 0)
        for gate in (-4.8, 8.2):
            village.wall((side * gate - 1.6, 19.6), (side * gate + 1.2, 19.6), 1.9)
        for _ in range(3):
            village.tree(
                float(r.uniform(-13, 13)),
                17.6,
                float(r.uniform(3.6, 5.2)),
                str(r.choice(["round", "willow"])),
            )
        for far_x in np.linspace(-30, 30, 8):
            village.tree(
                float(far_x + r.uniform(-2, 2)),
                float(r.uniform(52, 60)),
                float(r.uniform(8, 12)),
                str(r.choice(["poplar", "round"])),
            )
        village.poles = [(x, 16.6, 7.5) for x in (-9.0 + r.uniform(-1, 1), 9.0)]
        number = 0
        for start in (np.arange(8) * PERIOD_S / 8 + r.uniform(-2.5, 2.5, 8)) % PERIOD_S:
            pair = 2 if r.random() < 0.3 else 1
            right = bool(r.random() < 0.5)
            y = float(r.uniform(10.0, 14.6))
            reach = self.view.width / 2 * (y + 2) / self.view.focal_px + 1.2
            pace = float(r.uniform(1.05, 1.4))
            for mate in range(pair):
                number += 1
                yy = min(15.0, y + mate * 0.75)
                shift = mate * 0.35
                xs = (-reach - shift, reach - shift) if right else (reach + shift, -reach + shift)
                path = tuple(
                    Waypoint(abs(x - xs[0]) / pace, float(x), yy + 0.25 * float(np.sin(x / 3)))
                    for x in np.linspace(xs[0], xs[1], 9)
                )
                self.walkers.append(Walker(number, Look.random(r), float(start), path, fade=False))
        for start, shape, heading in ((12.0, CAR, 1), (36.0, VAN, -1)):
            colour = _CAR_COLOURS[int(r.integers(len(_CAR_COLOURS)))]
            self.passes.append(Pass(shape, colour, start, heading, 11.4, 4.5, 12.0))
        canvas = village.paint(self.view.scaled(SUPERSAMPLING), self.sun, ground, [])
        return self._finish(canvas)
