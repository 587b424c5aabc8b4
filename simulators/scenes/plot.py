"""A plot at the edge of the village: one where a house goes up, one where nothing lasts."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.backdrop import FloatImage, GroundNoise, cement, earth, flat, meadow, mix
from simulators.scenes.building import Building
from simulators.scenes.canvas import Canvas, Image
from simulators.scenes.figure import Look
from simulators.scenes.scene import SUPERSAMPLING, WATCHED_AREA, Polygon, Scene, SceneSettings
from simulators.scenes.vehicle import CAR, LORRY, VAN, Pass
from simulators.scenes.viewpoint import Viewpoint
from simulators.scenes.village import Village
from simulators.scenes.walker import Walker, Waypoint

_COLOURS = (
    (212, 214, 216),
    (56, 54, 52),
    (150, 152, 156),
    (44, 44, 150),
    (128, 80, 40),
    (60, 110, 60),
    (196, 204, 206),
)
_ROAD = (11.4, 15.2)


class PlotGround(Scene):
    """What both plots share: open ground, a road across in front, houses to both sides."""

    zone: Polygon = WATCHED_AREA

    def _make_view(self) -> Viewpoint:
        r = self.random
        width, height = self.settings.width, self.settings.height
        focal = float(r.uniform(475, 510)) * width / 640
        return Viewpoint(width, height, focal, float(r.uniform(6.4, 7.2)), float(r.uniform(12, 13)))

    def _village(self) -> Village:
        r = self.random
        village = Village(r)
        side = 1 if r.random() < 0.5 else -1
        village.house(-17.5 * side, 27, -10 * side, False)
        village.house(18.0 * side, 29, 12 * side)
        for x in (-26, -12, 3, 17, 30):
            village.house(x + float(r.uniform(-2, 2)), 50 + float(r.uniform(-3, 3)), 0)
        village.wall((-11.6 * side, 31), (-11.6 * side - side * 2.0, 24), 1.8)
        for far in np.linspace(-36, 36, 10):
            village.tree(
                float(far + r.uniform(-2, 2)),
                float(r.uniform(62, 72)),
                float(r.uniform(8, 12)),
                str(r.choice(["poplar", "round"])),
            )
        for near in (-7.5, 0.5, 8.0):
            village.tree(near + float(r.uniform(-1, 1)), 44, float(r.uniform(5, 8)), "round")
        village.poles = [(x, 17.6, 7.5) for x in (-12.4, 12.6)]
        self.swaying = [
            village.loose_tree(-10.2 * side, 25.5, 5.4, "willow"),
            village.loose_tree(10.4 * side, 24.0, 5.0, "round"),
            village.loose_tree(12.2 * side, 26.5, 7.5, "poplar"),
        ]
        return village

    def _ground(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
    ) -> FloatImage:
        wobble = 0.4 * noise.at(x, y, 0.6)
        road = np.clip((y - _ROAD[0]) / 0.2 + wobble, 0, 1) * np.clip(
            (_ROAD[1] - y) / 0.2 + wobble, 0, 1
        )
        base = mix(earth(x, y, noise), meadow(x, y, noise), np.clip((y - 40) / 4, 0, 1))
        bare = flat(
            (118, 146, 168), 1 + 0.07 * noise.at(x, y, 0.5) + 0.06 * noise.at(x, y, 0.15, 1)
        )
        reach = 1 - ((x / 8.6) ** 4 + ((y - 23) / 6.6) ** 4)
        base = mix(base, bare, np.clip(reach * 2 + 0.35 * noise.at(x, y, 1.5, 2), 0, 1))
        return mix(base, cement(y, x + 200, noise), road)

    def _cross(self, start_s: float, shape_index: int, heading: int) -> None:
        r = self.random
        shape = (CAR, VAN, LORRY)[shape_index]
        y = 13.2 if heading > 0 else 11.9
        colour = _COLOURS[int(r.integers(len(_COLOURS)))]
        self.passes.append(
            Pass(shape, colour, start_s, heading, y, float(r.uniform(4.8, 6.2)), 15.0)
        )

    def _stroll(self, number: int, start_s: float, right: bool, worker: bool) -> None:
        r = self.random
        y = float(r.uniform(15.6, 16.4)) if not worker else float(r.uniform(16.6, 17.4))
        reach = self.view.width / 2 * (y + 2) / self.view.focal_px + 1.0
        pace = 1.25
        xs = (-reach, reach) if right else (reach, -reach)
        path = (Waypoint(0, xs[0], y), Waypoint(2 * reach / pace, xs[1], y))
        self.walkers.append(Walker(number, Look.random(r, worker), start_s, path, fade=False))


class Plot(PlotGround):
    """A house goes up in fast motion and then stands.

    It is empty until ``BEGIN_S``, done at ``DONE_S`` and stands until the period ends; played in a
    loop, the plot is empty again from the first frame on, which the truth says. Nothing moves
    in its last seconds nor at ``DONE_S`` + 12 s: what lies between is repeated without a seam.
    """

    kind = "plot"
    PERIOD_S = 84.0
    BEGIN_S = 14.0
    DONE_S = 48.0
    STAGES = 44

    def __init__(self, settings: SceneSettings) -> None:
        self._plates: dict[int, tuple[Image, npt.NDArray[np.bool_]]] = {}
        super().__init__(settings, self.PERIOD_S)

    def progress(self, t_s: float) -> float:
        """Return how far the house is, in steps."""
        local = t_s % self.period_s
        share = (local - self.BEGIN_S) / (self.DONE_S - self.BEGIN_S)
        return round(min(1.0, max(0.0, share)) * self.STAGES) / self.STAGES

    def _paint(self) -> Image:
        village = self._village()
        self._building = Building(self.random, float(self.random.uniform(-1.5, 1.5)), 20.5)
        for i, start in enumerate((3.0, 20.0, 33.0, 54.0, 68.0)):
            self._cross(start, (0, 2, 2, 1, 0)[i], 1 if i % 2 == 0 else -1)
        for number, start in enumerate((14.0, 22.0, 31.0, 38.0), start=1):
            self._stroll(number, start, number % 2 == 0, True)
        self._stroll(5, 60.5, True, False)
        self._large = village.paint(
            self.view.scaled(SUPERSAMPLING), self.sun, self._ground, self.swaying
        )
        self._cast_before = self._large.shadow
        return self._finish(self._large)

    def _plate_at(self, t_s: float) -> tuple[Image, npt.NDArray[np.bool_] | None]:
        progress = self.progress(t_s)
        stage = round(progress * self.STAGES)
        if stage not in self._plates:
            # Time goes forward: older stages are not needed again in this process.
            self._plates.clear()
            self._plates[stage] = self._stage(progress)
        return self._plates[stage]

    def _stage(self, progress: float) -> tuple[Image, npt.NDArray[np.bool_]]:
        size = (self.settings.height, self.settings.width)
        if progress <= 0:
            return self.plate, np.zeros(size, np.bool_)
        canvas = Canvas(self._large.view, self._large.image.copy(), self.sun)
        canvas.cast(self._building.hull(progress))
        # Ground that lies in shadow already does not get darker.
        canvas.shadow = np.maximum(canvas.shadow - self._cast_before, 0)
        canvas.apply_shadow(2.2)
        before = self._finish(canvas)
        self._building.draw(canvas, progress)
        after = self._finish(canvas)
        blue, green, red = cv2.split(cv2.absdiff(before, after))
        return after, np.asarray(cv2.max(cv2.max(blue, green), red) > 8, np.bool_)


class QuietPlot(PlotGround):
    """Vehicles, cloud shadows, swaying trees, changing light, passers-by: nothing that lasts."""

    kind = "quiet_plot"
    PERIOD_S = 48.0

    def __init__(self, settings: SceneSettings) -> None:
        super().__init__(settings, self.PERIOD_S)
        self.clouds_move = True

    def _paint(self) -> Image:
        village = self._village()
        r = self.random
        for i, start in enumerate(np.arange(2.0, self.PERIOD_S - 1, 7.0)):
            self._cross(float(start + r.uniform(-1, 1)), int(r.integers(3)), 1 if i % 2 else -1)
        self._stroll(1, 8.0, True, False)
        self._stroll(2, 27.0, False, False)
        return self._finish(
            village.paint(self.view.scaled(SUPERSAMPLING), self.sun, self._ground, self.swaying)
        )
