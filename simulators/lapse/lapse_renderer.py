"""Draws a plan, visit by visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.daylight import Daylight
from simulators.lapse.lapse_plan import HEIGHT, MARGIN, WIDTH, LapsePlan
from simulators.lapse.reduced import Reduced
from simulators.lapse.shadow_map import ShadowMap
from simulators.lapse.structure import Structure
from simulators.lapse.stuff import Stuff
from simulators.lapse.sun_position import sun_position
from simulators.scenes.canvas import Image
from simulators.scenes.noise import fractal
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
_BOUNDS = ((-48.0, 48.0), (0.0, 70.0), (0.0, 11.0))


@dataclass(frozen=True, slots=True)
class DrawnVisit:
    """One visit as drawn: frames, times and what is seen of each structure."""

    frames: tuple[Image, ...]
    times: tuple[datetime, ...]
    infrared: bool
    sun_up: bool
    label: npt.NDArray[np.int16]
    progress: dict[str, float]
    nuisances: frozenset[str]


class LapseRenderer:
    """Draws one series.

    Args:
        plan: What.
    """

    def __init__(self, plan: LapsePlan) -> None:
        self._plan = plan
        v = plan.place.view
        self._view = Viewpoint(
            WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN, v.focal_px, v.height_m, v.tilt_deg
        )
        self._base = plan.place.paint(self._view.scaled(2))
        self._base.casters = []
        self._solids = plan.place.solids()
        self._leaves = plan.place.leaves()
        self._clouds = fractal(np.random.default_rng([plan.seed, 31]), 256, 512, 3, 6)
        self._key: object = None
        self._reduced: Reduced | None = None
        self._casters: list[npt.NDArray[np.float64]] = []
        random = np.random.default_rng([plan.seed, 32])
        shape = (HEIGHT + 64, WIDTH + 64, 3)
        self._noise = [random.standard_normal(shape).astype(np.float32) for _ in range(3)]
        columns, rows = np.meshgrid(
            np.arange(WIDTH, dtype=np.float32) + MARGIN,
            np.arange(HEIGHT, dtype=np.float32) + MARGIN,
        )
        self._grid = (columns, rows)

    def silhouette(self, structure: Structure) -> npt.NDArray[np.bool_]:
        """Return where a finished structure would be seen, shape (HEIGHT, WIDTH)."""
        canvas = self._base.copy()
        canvas.pen_label = 1
        structure.draw(canvas, 1.0)
        edge = 2 * MARGIN
        return np.asarray(canvas.label[edge:-edge:2, edge:-edge:2] == 1)

    def visit(self, number: int) -> DrawnVisit:
        """Draw one visit."""
        plan = self._plan
        at, weather = plan.times[number], plan.weather[number]
        random = np.random.default_rng([plan.seed, 40, number])
        surfaces, progress, nuisances = self._surfaces(at)
        azimuth, elevation = sun_position(at, plan.lat_deg, plan.lon_deg)
        light = Daylight.of(azimuth, elevation, plan.facing_deg, weather)
        dark = float(light.sky.mean() + light.beam.mean()) < 0.03
        if dark:
            radiance = self._infrared(surfaces)
        else:
            radiance = self._lit(surfaces, light, weather.visibility_m, random)
        picture = self._developed(radiance, dark)
        frames, times = [], []
        drift = random.normal(0, 0.5, 2)
        for step in range(3):
            times.append(at + timedelta(seconds=round(step * 4.0, 1)))
            frames.append(self._frame(picture, dark, drift, random))
        inner = surfaces.label[MARGIN:-MARGIN, MARGIN:-MARGIN]
        return DrawnVisit(
            tuple(frames), tuple(times), dark, elevation > 0, inner, progress, nuisances
        )

    def _surfaces(self, at: datetime) -> tuple[Reduced, dict[str, float], frozenset[str]]:
        plan = self._plan
        progress = {p.id: p.progress(at) for p in plan.structures}
        there = [i for i, thing in enumerate(plan.things) if thing.there(at)]
        key = (tuple(progress.items()), tuple(there))
        if self._reduced is None or key != self._key:
            canvas = self._base.copy()
            canvas.casters = []
            for number, planned in enumerate(plan.structures):
                canvas.pen_label, canvas.pen_stuff = number + 1, Stuff.BUILT
                planned.structure.draw(canvas, progress[planned.id])
            canvas.pen_label = 0
            for index in there:
                plan.things[index].draw(canvas)
            self._casters = canvas.casters
            self._reduced = Reduced.of(canvas, self._view)
            self._key = key
        nuisances = frozenset(plan.things[i].nuisance for i in there)
        return self._reduced, progress, nuisances

    def _lit(
        self, s: Reduced, light: Daylight, visibility_m: float, random: np.random.Generator
    ) -> FloatImage:
        up = np.clip(0.62 + 0.38 * s.normal[..., 2], 0, 1)[..., None]
        total = light.sky * up + light.sky.mean() * 0.12
        if light.beam.max() > 0:
            shadows = ShadowMap(light.sun, _BOUNDS, 0.13)
            shadows.add_solid(self._solids)
            shadows.add_solid(self._casters)
            shadows.add_leaves(self._leaves)
            solid, leaves = shadows.reach(s.points)
            leaves[s.stuff == int(Stuff.LEAF)] = 1
            facing = np.clip(s.normal @ light.sun.astype(np.float32), 0, 1)
            total = total + (facing * solid * leaves)[..., None] * light.beam
        radiance = s.albedo * total
        clear = np.exp(-3.0 * s.depth / visibility_m)[..., None].astype(np.float32)
        radiance = radiance * clear + light.horizon * (1 - clear)
        return np.asarray(radiance + (self._sky(light) - radiance) * s.sky[..., None], np.float32)

    def _sky(self, light: Daylight) -> FloatImage:
        horizon = max(1.0, self._view.horizon_row)
        rows = np.arange(self._view.height, dtype=np.float32)
        share = np.clip(1 - rows / horizon, 0, 1)[:, None, None] ** 0.8
        return np.asarray(
            np.broadcast_to(
                light.zenith * share + light.horizon * (1 - share),
                (self._view.height, self._view.width, 3),
            ),
            np.float32,
        )

    def _infrared(self, s: Reduced) -> FloatImage:
        grey = s.albedo.mean(2) ** 0.7
        grey = np.where(s.stuff == int(Stuff.LEAF), 0.55 + 0.3 * grey, grey)
        view = self._view
        columns = (np.arange(view.width) - view.width / 2) / view.width
        rows = (np.arange(view.height) - view.height * 0.55) / view.width
        beam = np.exp(-4.2 * (columns[None, :] ** 2 + 1.4 * rows[:, None] ** 2))
        way = np.array([0, 0, view.height_m]) - s.points
        distance = np.linalg.norm(way, axis=2)
        facing = np.abs((way * s.normal).sum(2)) / np.maximum(distance, 1)
        light = beam * (0.25 + 0.75 * facing) * (14 / np.maximum(distance, 5)) ** 2
        out = (grey * np.minimum(light, 3) + 0.004).astype(np.float32)
        out *= 1 - s.sky
        return np.repeat(out[..., None], 3, 2)

    def _developed(self, radiance: FloatImage, infrared: bool) -> FloatImage:
        """Expose and bend to display values 0..255."""
        light = radiance[::4, ::4].mean()
        gain = (0.22 if not infrared else 0.12) / max(1e-4, float(light))
        gain = min(gain, 12.0 if not infrared else 4.0)
        value = radiance * np.float32(gain)
        value = value * (1 + value / 4) / (1 + value * 0.75)
        return np.asarray(255 * cv2.pow(np.clip(value, 0, 1), 1 / 2.2), np.float32)

    def _frame(
        self,
        picture: FloatImage,
        infrared: bool,
        drift: npt.NDArray[np.float64],
        random: np.random.Generator,
    ) -> Image:
        shift = np.clip(drift + random.normal(0, 0.25, 2), -MARGIN + 2, MARGIN - 2)
        frame = cv2.remap(
            picture,
            self._grid[0] + np.float32(shift[0]),
            self._grid[1] + np.float32(shift[1]),
            cv2.INTER_LINEAR,
        )
        bank = self._noise[int(random.integers(3))]
        x, y = random.integers(0, 64, 2)
        grain = bank[y : y + HEIGHT, x : x + WIDTH]
        if infrared:
            grain = np.repeat(grain[..., :1], 3, 2)
        frame = frame + grain * np.float32(5.0 if infrared else 2.2)
        return np.asarray(np.clip(frame, 0, 255), np.uint8)
