"""Draws a plan, visit by visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.ambient import Ambient
from simulators.lapse.camera_state import CameraState
from simulators.lapse.daylight import Daylight
from simulators.lapse.developing import Developing
from simulators.lapse.falling import Falling, LensDrops
from simulators.lapse.lapse_plan import HEIGHT, MARGIN, WIDTH, LapsePlan
from simulators.lapse.lighting import BOUNDS, Lighting
from simulators.lapse.lit_view import LitView
from simulators.lapse.night_light import headlight_glow
from simulators.lapse.nuisance_names import visit_nuisances
from simulators.lapse.passers import Animal, Passer, Vehicle, choose_passers
from simulators.lapse.passing import Passing
from simulators.lapse.solids import Solids
from simulators.lapse.structure import Structure
from simulators.lapse.sun_position import sun_position
from simulators.lapse.swaying import Swaying
from simulators.lapse.view_surfaces import ViewSurfaces
from simulators.scenes.canvas import Image
from simulators.scenes.vehicle import SHAPES

FloatImage = npt.NDArray[np.float32]
_CARS = ((210, 212, 214), (52, 50, 48), (150, 152, 156), (46, 44, 140), (120, 76, 44))
_DARK = 0.022


@dataclass(frozen=True, slots=True)
class DrawnVisit:
    """One visit as drawn.

    Attributes:
        frames: B, G, R.
        times: Of the frames, local.
        infrared: Whether they are grey.
        sun_up: Whether the sun is over the horizon.
        label: Number of the structure at each pixel of the picture, 0 for none.
        progress: Of every structure.
        nuisances: What else is there.
    """

    frames: tuple[Image, ...]
    times: tuple[datetime, ...]
    infrared: bool
    sun_up: bool
    label: npt.NDArray[np.int16]
    progress: tuple[float, ...]
    nuisances: frozenset[str]


class LapseRenderer:
    """Draws one series.

    Args:
        plan: What.
    """

    def __init__(self, plan: LapsePlan) -> None:
        self._plan = plan
        solids, leaves = Solids.of(plan.place.solids()), plan.place.leaves()
        self._ambient = Ambient(BOUNDS, solids, leaves)
        self._lighting = Lighting(
            np.random.default_rng([plan.seed, 31]), solids, leaves, plan.place.village.lamps
        )
        self._views: dict[int, ViewSurfaces] = {}
        random = np.random.default_rng([plan.seed, 32])
        self._falling = Falling(random, WIDTH, HEIGHT)
        shape = (HEIGHT + 64, WIDTH + 64, 3)
        self._noise = [
            cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), 0.55) * 1.6
            for _ in range(3)
        ]
        self._grid = np.meshgrid(
            np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32)
        )

    def silhouette(
        self, structure: Structure, progress: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """Return where a structure would be seen, at its fullest or at a progress.

        Shape (HEIGHT, WIDTH).
        """
        return self._view(0).silhouette(structure, progress)

    def visit(self, number: int) -> DrawnVisit:
        """Draw one visit; visits drawn in their order cost least."""
        plan = self._plan
        at, weather, camera = plan.times[number], plan.weather[number], plan.camera.states[number]
        r = np.random.default_rng([plan.seed, 40, number])
        progress = tuple(planned.progress(at) for planned in plan.structures)
        states = [(i, thing.state(at)) for i, thing in enumerate(plan.things)]
        there = tuple((i, state) for i, state in states if state is not None)
        view = self._view(camera.view)
        standing = view.standing(progress, there)
        azimuth, elevation = sun_position(at, plan.lat_deg, plan.lon_deg)
        light = Daylight.of(azimuth, elevation, plan.facing_deg, weather)
        dark = float(light.sky.mean() + light.beam.mean()) < _DARK
        infrared = dark and not plan.colour_night
        clouds = (float(r.random()), float(r.random()))
        if infrared:
            lit = self._lighting.night(view.view, standing, light, weather)
            developing = Developing.metered(
                lit.radiance, 0.11 * camera.exposure, 6.0, (1.0, 1.0, 1.0)
            )
        else:
            lit = self._lighting.day(view.view, standing, light, weather, clouds)
            aim = 0.22 if not dark else 0.10
            developing = Developing.metered(
                lit.radiance, aim * camera.exposure, 14.0, camera.balance
            )
        frames, times, seen = self._frames(number, lit, developing, dark, r)
        warp = camera.warp(WIDTH, HEIGHT, MARGIN)
        label = cv2.warpAffine(
            standing.surfaces.label,
            warp,
            (WIDTH, HEIGHT),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        )
        nuisances = visit_nuisances(
            plan, number, there, seen, infrared=infrared, dark=dark, sun_deg=elevation
        )
        return DrawnVisit(
            frames, times, infrared, elevation > 0, np.asarray(label), progress, nuisances
        )

    def _view(self, number: int) -> ViewSurfaces:
        if number not in self._views:
            # Only one view is looked at at a time.
            self._views.clear()
            pan, tilt = self._plan.camera.moves[number - 1] if number else (0.0, 0.0)
            self._views[number] = ViewSurfaces(self._plan, self._ambient, pan, tilt)
        return self._views[number]

    def _frames(
        self,
        number: int,
        lit: LitView,
        developing: Developing,
        dark: bool,
        r: np.random.Generator,
    ) -> tuple[tuple[Image, ...], tuple[datetime, ...], set[str]]:
        plan = self._plan
        at, weather, camera = plan.times[number], plan.weather[number], plan.camera.states[number]
        hour = at.hour + at.minute / 60
        near = self._near_m(lit)
        passers = choose_passers(
            r, hour, weather.rain > 0.2, plan.place.across, near, plan.place.road
        )
        vehicle = self._vehicle(r, hour)
        sway = Swaying(lit.surfaces.stuff, lit.surfaces.depth, lit.view.focal_px, weather.wind)
        drops = None
        if weather.rain > 0.2 and plan.exposed_glass:
            drop_random = np.random.default_rng([plan.seed, 41, at.toordinal(), int(hour / 3)])
            drops = LensDrops(drop_random, WIDTH, HEIGHT, int(drop_random.integers(4, 26)))
        seen: set[str] = {"lens_drops"} if drops is not None else set()
        picture = developing.show(lit.radiance)
        frames: list[Image] = []
        times: list[datetime] = []
        t_s = 0.0
        for _ in range(3):
            times.append(at + timedelta(seconds=t_s))
            now = self._with_passers(picture, lit, developing, passers, vehicle, t_s, dark, seen)
            frames.append(self._taken(now, camera, sway, drops, number, lit.infrared, dark, r))
            t_s += round(float(r.uniform(2, 7)), 1)
        return tuple(frames), tuple(times), seen

    def _with_passers(
        self,
        picture: Image,
        lit: LitView,
        developing: Developing,
        passers: list[Passer],
        vehicle: Vehicle | None,
        t_s: float,
        dark: bool,
        seen: set[str],
    ) -> Image:
        now = picture.copy()
        if vehicle is not None and dark:
            nose = vehicle.at(t_s) + vehicle.heading * vehicle.shape.long_m / 2
            middle = vehicle.y_m + vehicle.shape.wide_m / 2
            glow = headlight_glow(lit.view, lit.surfaces, nose, middle, vehicle.heading)
            if glow.max() > 0.05:
                seen.add("headlights")
                tint = np.array([0.85, 0.95, 1.0], np.float32)
                tint = np.ones(3, np.float32) if lit.infrared else tint
                now = developing.show(lit.radiance + (lit.albedo + 0.02) * glow[..., None] * tint)
        passing = Passing(lit, developing)
        drawn: list[tuple[float, Passer | Vehicle]] = [(p.at(t_s)[1], p) for p in passers]
        if vehicle is not None:
            drawn.append((vehicle.y_m, vehicle))
        for _, one in sorted(drawn, key=lambda pair: -pair[0]):
            if isinstance(one, Vehicle):
                if passing.vehicle(now, one, t_s):
                    seen.add("passing_vehicle")
            elif passing.person(now, one, t_s):
                seen.add("animal" if isinstance(one, Animal) else "people")
        return now

    def _taken(
        self,
        picture: Image,
        camera: CameraState,
        sway: Swaying,
        drops: LensDrops | None,
        number: int,
        infrared: bool,
        dark: bool,
        r: np.random.Generator,
    ) -> Image:
        """Return the picture as the camera takes it: moved, soft, with rain and noise."""
        weather = self._plan.weather[number]
        shake = np.clip(r.normal(0, camera.shake_px, 2), -2.5, 2.5)
        warp = camera.warp(WIDTH, HEIGHT, MARGIN)
        x, y = self._grid
        if drops is not None:
            x, y = drops.bend(x, y)
        columns = warp[0, 0] * x + warp[0, 1] * y + (warp[0, 2] + np.float32(shake[0]))
        rows = warp[1, 0] * x + warp[1, 1] * y + (warp[1, 2] + np.float32(shake[1]))
        moved = sway.shift(r)
        if moved is not None:
            part = slice(MARGIN, MARGIN + HEIGHT), slice(MARGIN, MARGIN + WIDTH)
            columns = columns + moved[0][part]
            rows = rows + moved[1][part]
        frame = np.asarray(
            cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            np.uint8,
        )
        if camera.soft_px > 0.1:
            frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), camera.soft_px), np.uint8)
        if drops is not None:
            frame = drops.blur(frame)
        lit = 0.9 if infrared else 0.35
        frame = self._falling.fall(frame, weather.rain, weather.snowfall, lit, r)
        bank = self._noise[int(r.integers(3))]
        dx, dy = (int(v) for v in r.integers(0, 64, 2))
        grain = bank[dy : dy + HEIGHT, dx : dx + WIDTH]
        sigma = self._plan.noise * (2.4 if infrared else 2.0 if dark else 1.0)
        if infrared:
            grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
            noisy = cv2.add(grey, grain[..., 0] * np.float32(sigma), dtype=cv2.CV_8U)
            return np.asarray(cv2.cvtColor(noisy, cv2.COLOR_GRAY2BGR), np.uint8)
        return np.asarray(cv2.add(frame, grain * np.float32(sigma), dtype=cv2.CV_8U), np.uint8)

    def _vehicle(self, r: np.random.Generator, hour: float) -> Vehicle | None:
        chance = 0.3 if 6 < hour < 20 else 0.2
        if r.random() > chance:
            return None
        low, high = self._plan.place.road
        heading = int(r.choice([-1, 1]))
        y = low + 0.3 if heading < 0 else high - 2.4
        speed = heading * float(r.uniform(2.5, 9))
        return Vehicle(
            SHAPES[int(r.integers(len(SHAPES)))],
            _CARS[int(r.integers(len(_CARS)))],
            self._plan.place.across(y, -heading * float(r.uniform(-0.2, 1.0))),
            y,
            speed,
        )

    def _near_m(self, lit: LitView) -> float:
        lowest = lit.surfaces.points[-MARGIN - 4, :, 1].max()
        return float(np.clip(lowest + 1.0, 3, 20))
