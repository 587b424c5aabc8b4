"""A generated scene: a painted plate, people and vehicles on it, light over it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Canvas, Image, Sun
from simulators.scenes.figure import MASTER_PX, Sprite, draw_figure
from simulators.scenes.foliage import Tree, swayed, tree_sprite
from simulators.scenes.frame_truth import FrameTruth, PersonTruth, VehicleTruth
from simulators.scenes.sprites import darken, lay, lying, shrink
from simulators.scenes.vehicle import Pass, draw_vehicle
from simulators.scenes.viewpoint import Viewpoint
from simulators.scenes.walker import Pose, Walker

SUPERSAMPLING = 2
Polygon = tuple[tuple[float, float], ...]
CROWD_ZONE: Polygon = ((0.0, 0.25), (1.0, 0.25), (1.0, 1.0), (0.0, 1.0))
WATCHED_AREA: Polygon = ((0.03, 0.20), (0.97, 0.20), (0.97, 0.95), (0.03, 0.95))
_NOISE_SIGMA = 2.2
_MARGIN = 64
_EXPOSURE = np.float32(1.1)


@dataclass(frozen=True, slots=True)
class SceneSettings:
    """What a scene is made with.

    Attributes:
        seed: Same seed, same pixels.
        width: Picture width.
        height: Picture height.
    """

    seed: int
    width: int = 640
    height: int = 360


@dataclass(frozen=True, slots=True)
class _Placed:
    """Something that moves, at its place in one frame."""

    depth_m: float
    pixels: Sprite
    left: int
    top: int
    person: int


class Scene(ABC):
    """One view of the village over one period of scene time.

    Subclasses set the attributes in ``__init__`` by calling ``_furnish``.

    Attributes:
        kind: Name of the scene.
        zone: Zone of the truth's count, 0..1.
    """

    kind: str
    zone: Polygon = CROWD_ZONE

    def __init__(self, settings: SceneSettings, period_s: float) -> None:
        self.settings = settings
        self.period_s = period_s
        self.random = np.random.default_rng([settings.seed, len(type(self).__name__)])
        self.sun = self._make_sun()
        self.view = self._make_view()
        self.walkers: list[Walker] = []
        self.passes: list[Pass] = []
        self.swaying: list[Tree] = []
        self.clouds_move = False
        self.plate: Image = self._paint()
        self._people_sprites: dict[tuple[int, str, int, bool, int], Sprite] = {}
        self._shadow_sprites: dict[
            tuple[int, str, int, bool, int], tuple[npt.NDArray[np.float32], int, int]
        ] = {}
        self._masters: dict[tuple[int, str, int, bool], Sprite] = {}
        self._trees = [self._plant(tree) for tree in self.swaying]
        self._noise = self._noise_bank()
        self._shadow_slope = self._slope_of_shadows()

    @abstractmethod
    def _paint(self) -> Image:
        """Return the plate and fill walkers, passes and swaying trees."""

    def progress(self, t_s: float) -> float:
        """Return how far a building is at a scene time; 0 where nothing is built."""
        return 0.0

    def _plate_at(self, t_s: float) -> tuple[Image, npt.NDArray[np.bool_] | None]:
        """Return the plate of a scene time and the mask of what was built."""
        return self.plate, None

    def frame(self, t_s: float, number: int) -> tuple[Image, FrameTruth]:
        """Draw one frame.

        Args:
            t_s: Scene time; everything repeats with the period.
            number: Chooses the sensor's noise.

        Returns:
            BGR picture, uint8, and its truth.
        """
        plate, built = self._plate_at(t_s)
        picture = plate.astype(np.float32)
        for index, (tree, sprite, left, top) in enumerate(self._trees):
            wave = 2 * math.pi * t_s / self.period_s
            turns = round(self.period_s / 2.3) + index % 3
            gust = 0.6 + 0.4 * math.sin(wave * 3 + index)
            sway = math.sin(wave * turns + index * 2.1) * gust * sprite.shape[0] * 0.022
            lay(picture, swayed(sprite, sway + 0 * tree.height_m), left, top)
        placed, people, vehicles = self._movers(picture, t_s)
        identity = np.full(picture.shape[:2], -1, np.int16)
        for item in sorted(placed, key=lambda p: -p.depth_m):
            lay(picture, item.pixels, item.left, item.top)
            _mark(identity, item)
        self._light(picture, t_s)
        truth = self._truth(identity, people, vehicles, built, t_s)
        return self._sensor(picture, number), truth

    # -- movers ---------------------------------------------------------------------------------

    def _movers(
        self, picture: npt.NDArray[np.float32], t_s: float
    ) -> tuple[list[_Placed], list[tuple[Walker, _Placed]], list[VehicleTruth]]:
        placed: list[_Placed] = []
        people: list[tuple[Walker, _Placed]] = []
        for walker in self.walkers:
            pose = walker.pose(t_s, self.period_s)
            if pose is None or pose.opacity <= 0.02:
                continue
            item = self._place_person(picture, walker, pose)
            if item is not None:
                placed.append(item)
                people.append((walker, item))
        vehicles: list[VehicleTruth] = []
        for crossing in self.passes:
            x = crossing.x_at(t_s, self.period_s)
            if x is None:
                continue
            sprite = draw_vehicle(
                self.view,
                self.sun,
                crossing.shape,
                crossing.colour,
                x,
                crossing.y_m,
                crossing.heading,
            )
            if sprite is None:
                continue
            self._vehicle_shadow(picture, crossing, x)
            placed.append(_Placed(crossing.y_m, sprite.pixels, sprite.left, sprite.top, -1))
            box = sprite.box
            inside = (
                max(0.0, min(box[2], self.view.width) - max(box[0], 0.0))
                * max(0.0, min(box[3], self.view.height) - max(box[1], 0.0))
                / ((box[2] - box[0]) * (box[3] - box[1]))
            )
            if inside > 0:
                vehicles.append(VehicleTruth(crossing.shape.kind, box, inside))
        return placed, people, vehicles

    def _place_person(
        self, picture: npt.NDArray[np.float32], walker: Walker, pose: Pose
    ) -> _Placed | None:
        column, row, scale = self.view.standing(pose.x_m, pose.y_m)
        master = self._master(walker, pose)
        # The master is drawn for a full body height of its pixel rows.
        height = max(6, round(master.shape[0] / MASTER_PX * walker.look.height_m * scale))
        key = (walker.number, pose.facing, pose.phase, pose.standing, height)
        sprite = self._people_sprites.get(key)
        if sprite is None:
            sprite = shrink(master, height)
            self._people_sprites[key] = sprite
            self._shadow_sprites[key] = lying(sprite, *self._shadow_slope, self.sun.strength)
        h, w = sprite.shape[:2]
        left, top = round(column - w / 2), round(row - h)
        if left >= self.view.width or left + w <= 0 or top >= self.view.height:
            return None
        shadow, dx, dy = self._shadow_sprites[key]
        darken(
            picture,
            shadow * np.float32(pose.opacity),
            round(column) + dx,
            round(row) + dy,
        )
        if pose.opacity < 1:
            sprite = sprite.copy()
            sprite[..., 3] *= pose.opacity
        return _Placed(pose.y_m, sprite, left, top, walker.number)

    def _master(self, walker: Walker, pose: Pose) -> Sprite:
        key = (walker.number, pose.facing, pose.phase, pose.standing)
        master = self._masters.get(key)
        if master is None:
            master = draw_figure(
                walker.look,
                pose.facing,
                pose.phase,
                pose.standing,
                walker.number * 7 + self.settings.seed,
            )
            master = master.copy()
            master[..., :3] *= self.sun.shade([0, -0.6, 0.5]) * np.array(self.sun.tint, np.float32)
            np.clip(master, 0, 255, out=master)
            self._masters[key] = master
        return master

    def _vehicle_shadow(self, picture: npt.NDArray[np.float32], crossing: Pass, x_m: float) -> None:
        shape = crossing.shape
        high = max(z for _, z in shape.outline) * 0.9
        half = shape.long_m / 2
        corners = np.array(
            [
                [x_m + s * half, crossing.y_m + b, z]
                for s in (-1, 1)
                for b in (0, shape.wide_m)
                for z in (0.0, high)
            ]
        )
        for points, opacity in (
            (self.sun.fall(corners), 0.48 * self.sun.strength),
            (self.sun.fall(corners * (1, 1, 0.0)), 0.5),
        ):
            hull = cv2.convexHull(self.view.project(points)[:, :2].astype(np.float32))[:, 0]
            x0, y0 = np.floor(hull.min(0)).astype(int) - 6
            x1, y1 = np.ceil(hull.max(0)).astype(int) + 6
            if x1 - x0 > 2000 or y1 - y0 > 1000:
                continue
            mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
            cv2.fillConvexPoly(mask, ((hull - (x0, y0)) * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
            soft = cv2.GaussianBlur(mask, (0, 0), 2.2).astype(np.float32) / 255
            darken(picture, np.asarray(soft * opacity, np.float32), int(x0), int(y0))

    # -- light and sensor -----------------------------------------------------------------------

    def _light(self, picture: npt.NDArray[np.float32], t_s: float) -> None:
        """Let cloud shadows drift over the ground; periodic in the scene's period."""
        if not self.clouds_move:
            return
        wave = 2 * math.pi * t_s / self.period_s
        rows = np.linspace(0, 1, 18)[:, None]
        columns = np.linspace(0, 1, 32)[None, :]
        field = (
            np.sin(2 * math.pi * (columns * 0.9 + rows * 0.5) - wave * 2 + self.settings.seed)
            + 0.6 * np.sin(2 * math.pi * (columns * 1.7 - rows * 0.8) - wave * 3)
            + 0.5 * np.sin(2 * math.pi * (rows * 1.3) + wave)
        )
        gain = 1 - 0.26 * np.clip(field * 0.8, 0, 1) + 0.05 * math.sin(wave)
        horizon = self.view.horizon_row / self.view.height
        gain = np.where(rows < horizon, 1 + (gain - 1) * 0.15, gain).astype(np.float32)
        big = cv2.resize(gain, (self.view.width, self.view.height), interpolation=cv2.INTER_LINEAR)
        picture *= big[..., None]

    def _sensor(self, picture: npt.NDArray[np.float32], number: int) -> Image:
        random = np.random.default_rng([self.settings.seed, 77, number])
        dx, dy = random.integers(0, _MARGIN, 2)
        bank = self._noise[int(random.integers(len(self._noise)))]
        h, w = picture.shape[:2]
        noisy = cv2.add(picture, bank[dy : dy + h, dx : dx + w], dtype=cv2.CV_8U)
        return np.asarray(noisy, np.uint8)

    def _noise_bank(self) -> list[npt.NDArray[np.float32]]:
        random = np.random.default_rng([self.settings.seed, 99])
        shape = (self.settings.height + _MARGIN, self.settings.width + _MARGIN, 3)
        return [
            cv2.GaussianBlur(
                random.normal(0, _NOISE_SIGMA, shape).astype(np.float32), (0, 0), 0.5
            ).astype(np.float32)
            for _ in range(3)
        ]

    def _truth(
        self,
        identity: npt.NDArray[np.int16],
        people: list[tuple[Walker, _Placed]],
        vehicles: list[VehicleTruth],
        built: npt.NDArray[np.bool_] | None,
        t_s: float,
    ) -> FrameTruth:
        truths = []
        inside = 0
        outline = np.array(self.zone, np.float32)
        for walker, item in people:
            h, w = item.pixels.shape[:2]
            x0, y0 = max(0, item.left), max(0, item.top)
            area = identity[y0 : item.top + h, x0 : item.left + w]
            whole = int((item.pixels[..., 3] > 0.5).sum())
            seen = int((area == walker.number).sum()) / max(1, whole)
            if seen <= 0:
                continue
            box = (float(item.left), float(item.top), float(item.left + w), float(item.top + h))
            truths.append(PersonTruth(walker.number, box, min(1.0, seen)))
            foot = ((box[0] + box[2]) / 2 / self.view.width, box[3] / self.view.height)
            inside += cv2.pointPolygonTest(outline, foot, False) >= 0
        share = 0.0
        if built is not None:
            share = float((built & (identity == -1)).mean())
        return FrameTruth(tuple(truths), tuple(vehicles), inside, share, self.progress(t_s))

    # -- making ---------------------------------------------------------------------------------

    def _make_sun(self) -> Sun:
        r = self.random
        side = 1 if r.random() < 0.5 else -1
        strength = float(r.choice([0.9, 0.8, 0.35, 0.85]))
        warm = float(r.uniform(0, 0.07))
        return Sun(
            side * float(r.uniform(30, 70)),
            float(r.uniform(36, 58)),
            strength,
            (1 - warm, 1.0, 1 + warm / 2),
        )

    def _make_view(self) -> Viewpoint:
        r = self.random
        factor = self.settings.width / 640
        return Viewpoint(
            self.settings.width,
            self.settings.height,
            float(r.uniform(560, 620)) * factor,
            float(r.uniform(4.6, 5.6)),
            float(r.uniform(11.5, 13.5)),
        )

    def _finish(self, canvas: Canvas) -> Image:
        """Shrink a supersampled plate, with a lens's softness and darker corners."""
        small = cv2.resize(
            canvas.image, (self.settings.width, self.settings.height), interpolation=cv2.INTER_AREA
        )
        h, w = small.shape[:2]
        y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
        dark = (1 - 0.10 * (x**2 + y**2)).astype(np.float32)
        return np.asarray(np.clip(small * (_EXPOSURE * dark[..., None]), 0, 255), np.uint8)

    def _plant(self, tree: Tree) -> tuple[Tree, Sprite, int, int]:
        column, row, _ = self.view.project([[tree.x_m, tree.y_m, 0.0]])[0]
        height = max(8, int(self.view.pixels_per_metre(tree.x_m, tree.y_m) * tree.height_m))
        sprite = tree_sprite(tree, height, self.sun)
        h, w = sprite.shape[:2]
        return tree, sprite, round(column - w / 2), round(row - h)

    def _slope_of_shadows(self) -> tuple[float, float]:
        y = 13.0
        tip = self.sun.fall([[0.0, y, 1.0]])
        foot, end = self.view.project([[0.0, y, 0.0], tip[0]])
        scale = self.view.pixels_per_metre(0.0, y)
        return float((end[0] - foot[0]) / scale), float((foot[1] - end[1]) / scale)


def _mark(identity: npt.NDArray[np.int16], item: _Placed) -> None:
    h, w = item.pixels.shape[:2]
    x0, y0 = max(0, item.left), max(0, item.top)
    x1, y1 = min(identity.shape[1], item.left + w), min(identity.shape[0], item.top + h)
    if x1 <= x0 or y1 <= y0:
        return
    solid = item.pixels[y0 - item.top : y1 - item.top, x0 - item.left : x1 - item.left, 3] > 0.5
    # Vehicles hide people without being one: their mark is -2.
    identity[y0:y1, x0:x1][solid] = item.person if item.person >= 0 else -2
