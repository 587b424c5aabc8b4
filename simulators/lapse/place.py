"""The place that a series looks at: ground, houses, trees, and where things can stand."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.crown import leaf_balls, plant_tree
from simulators.lapse.season import dried
from simulators.lapse.spot import Spot
from simulators.lapse.stuff import Stuff
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.backdrop import (
    FloatImage,
    GroundNoise,
    cement,
    earth,
    flat,
    meadow,
    mix,
    paving,
)
from simulators.scenes.house import House, draw_lamp, draw_pole
from simulators.scenes.viewpoint import Viewpoint
from simulators.scenes.village import Village

Points = npt.NDArray[np.float64]
LAYOUTS = ("plot", "street", "yard", "field")


@dataclass(slots=True)
class Place:
    """One place.

    Attributes:
        random: Source of chance.
        layout: One of ``LAYOUTS``.
        view: Of the picture, one pixel per pixel.
        village: What stands there.
        ground_seed: Of the ground's looks.
        dry: How dry the green is, 0..1; see ``season``.
        road: y from and to of the road across, metres.
        blocked: Footprints (n, 2) where nothing else can stand.
        field: Least and greatest x, and y, of a field with a crop, or None.
    """

    random: np.random.Generator
    layout: str
    view: Viewpoint
    village: Village
    ground_seed: int
    road: tuple[float, float]
    blocked: list[Points] = dataclasses.field(default_factory=list)
    field: tuple[tuple[float, float], tuple[float, float]] | None = None
    dry: float = 0.0

    @classmethod
    def of(cls, random: np.random.Generator, width: int, height: int) -> Place:
        """Return a place of chance."""
        layout = str(random.choice(LAYOUTS))
        high = layout == "yard"
        view = Viewpoint(
            width,
            height,
            float(random.uniform(430, 560)),
            float(random.uniform(8.5, 12) if high else random.uniform(5.5, 8.0)),
            float(random.uniform(19, 25) if high else random.uniform(11, 16)),
            float(random.uniform(-9, 9)),
        )
        near = float(random.uniform(11, 13))
        place = cls(
            random, layout, view, Village(random), int(random.integers(1 << 30)), (near, near + 3.8)
        )
        place._settle()
        return place

    # -- what stands there ----------------------------------------------------------------------

    def _settle(self) -> None:
        r, v = self.random, self.village
        side = 1 if r.random() < 0.5 else -1
        u = r.uniform
        xs: tuple[float, ...]
        if self.layout == "plot":
            v.house(-17.5 * side + u(-1, 1), 27 + u(-1, 2), -10 * side)
            v.house(18.5 * side + u(-1, 1), 29 + u(-2, 2), 12 * side)
            xs, far = (-28, -12, 3, 18, 32), 52.0
        elif self.layout == "street":
            for x in (-17.0, -5.0, 7.0, 19.0):
                if r.random() < 0.85:
                    v.house(x + u(-1, 1), 26 + u(-1, 1.5), u(-4, 4))
            xs, far = (-24, -8, 9, 25), 46.0
        elif self.layout == "yard":
            v.house(-12.5 * side, 19 + u(-1, 1), -14 * side)
            v.house(12 * side, 24 + u(-1, 2), 10 * side)
            v.house(-8 * side, 38 + u(-1, 1), u(-6, 6))
            v.house(8 * side, 42 + u(-1, 1), u(-6, 6))
            xs, far = (-28, -14, 14, 30), 58.0
        else:
            v.house(-19 * side, 34 + u(-2, 2), -12 * side)
            xs, far = (-30, -8, 12, 34), 62.0
        for x in xs:
            v.house(x + u(-2, 2), far + u(-3, 3), u(-5, 5))
        if r.random() < 0.7:
            x = 11.5 * side
            v.wall((x, 31), (x + side * 2.0, 23), u(1.6, 2.1))
        for x in np.linspace(-42, 42, 12):
            kind = str(r.choice(["poplar", "round"]))
            v.tree(float(x + u(-2, 2)), far + u(9, 20), u(7, 12), kind)
        for _ in range(int(r.integers(2, 6))):
            x, y = u(-14, 14), u(20, 40)
            if not self._hits(Spot(x, y).footprint(2, 2)):
                kind = str(r.choice(["round", "willow", "poplar", "bush"]))
                v.tree(x, y, u(1.2, 2) if kind == "bush" else u(4, 8), kind)
        if r.random() < {"field": 0.9, "plot": 0.35, "yard": 0.0, "street": 0.0}[self.layout]:
            self._sow()
        if r.random() < 0.45:
            v.lamps = [(s * u(6, 9), self.road[1] + 0.8, -s) for s in (-1, 1)]
        # Flat roofs are what floors are added on.
        v.houses = [
            replace(h, roof="flat") if h.y_m < 45 and r.random() < 0.35 else h for h in v.houses
        ]
        v.poles = [(s * u(11, 14), self.road[1] + 1.2, 7.5) for s in (-1, 1)]

    def _sow(self) -> None:
        """Lay out a field beside or behind the open ground."""
        u = self.random.uniform
        side = 1 if self.random.random() < 0.5 else -1
        near = self.road[1] + u(1.5, 9)
        far = near + u(8, 18)
        edge, out = u(-4, 7), 40.0
        x = (edge, out) if side > 0 else (-out, -edge)
        ground = np.array([[x[0], near], [x[1], near], [x[1], far], [x[0], far]])
        self.village.houses = [
            house
            for house in self.village.houses
            if house.y_m > 42 or not overlap(ground, house_ground(house))
        ]
        self.village.trees = [
            t
            for t in self.village.trees
            if cv2.pointPolygonTest(ground.astype(np.float32), (t.x_m, t.y_m), False) < 0
        ]
        self.village.walls = [
            wall
            for wall in self.village.walls
            if not overlap(ground, np.array([wall.start, wall.end, (wall.end[0], wall.end[1] + 1)]))
        ]
        self.field = (x, (near, far))
        self.blocked.append(ground)

    def _hits(self, footprint: Points, margin: float = 0.0) -> bool:
        for house in self.village.houses:
            if overlap(footprint, house_ground(house, margin + 0.8)):
                return True
        return any(overlap(footprint, other) for other in self.blocked)

    def free(self, footprint: Points, margin: float = 0.0) -> bool:
        """Tell whether a footprint (n, 2) is free of houses, walls, trees, the road and others."""
        low, high = footprint[:, 1].min(), footprint[:, 1].max()
        if low < self.road[1] + 0.8 and high > self.road[0] - 0.8:
            return False
        if self._hits(footprint, margin):
            return False
        for tree in self.village.trees:
            if cv2.pointPolygonTest(footprint.astype(np.float32), (tree.x_m, tree.y_m), True) > -1:
                return False
        for wall in self.village.walls:
            line = np.array([wall.start, wall.end])
            strip = np.array([line[0] - 0.3, line[1] - 0.3, line[1] + 0.3, line[0] + 0.3])
            if overlap(footprint, strip):
                return False
        return True

    def reach(self, y_m: float) -> float:
        """Return half the picture's width on the ground at a distance, metres."""
        tilt = math.radians(self.view.tilt_deg)
        depth = y_m * math.cos(tilt) + self.view.height_m * math.sin(tilt)
        return self.view.width / 2 * depth / self.view.focal_px

    def across(self, y_m: float, share: float) -> float:
        """Return the world x at a distance: share -1 is the picture's left edge, 1 its right."""
        return y_m * math.tan(math.radians(self.view.pan_deg)) + share * self.reach(y_m)

    # -- painting -------------------------------------------------------------------------------

    def paint(self, view: Viewpoint) -> SurfaceCanvas:
        """Draw all that stays.

        Args:
            view: Supersampled.
        """
        canvas = SurfaceCanvas.blank(view)
        self._hills(canvas)
        x, y, first = view.ground_grid()
        # Beyond, a pixel holds more ground than any pattern.
        far = np.minimum(1.0, 400.0 / np.maximum(y, 1.0))
        x, y = x * far, y * far
        noise = GroundNoise(np.random.default_rng(self.ground_seed))
        colour, paved = self._ground(x, y, noise)
        canvas.image[first:] = np.clip(colour, 0, 255).astype(np.uint8)
        tilt = math.radians(view.tilt_deg)
        pan = math.radians(view.pan_deg)
        along = x * math.sin(pan) + y * math.cos(pan)
        depth = (along * math.cos(tilt) + view.height_m * math.sin(tilt)) / far
        canvas.nearness[first:] = (1 / depth).astype(np.float32)
        canvas.normal[first:] = (0, 0, 127)
        canvas.stuff[first:] = np.where(paved, int(Stuff.PAVED), int(Stuff.SOIL))
        for house in self.village.houses:
            house.draw(canvas)
        for wall in self.village.walls:
            wall.draw(canvas)
        for px, py, high in self.village.poles:
            draw_pole(canvas, px, py, high)
        for px, py, way in self.village.lamps:
            draw_lamp(canvas, px, py, way)
        for tree in self.village.trees:
            plant_tree(canvas, tree, self.dry)
        canvas.image = dried(canvas.image, self.dry)
        return canvas

    def _ground(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
    ) -> tuple[FloatImage, npt.NDArray[np.bool_]]:
        wobble = 0.4 * noise.at(x, y, 0.6)
        a, b = self.road
        road = np.clip((y - a) / 0.2 + wobble, 0, 1) * np.clip((b - y) / 0.2 + wobble, 0, 1)
        base = earth(x, y, noise)
        if self.layout == "plot":
            bare = flat(
                (118, 146, 168), 1 + 0.07 * noise.at(x, y, 0.5) + 0.06 * noise.at(x, y, 0.15, 1)
            )
            reach = 1 - ((x / 9.5) ** 4 + ((y - 23) / 7.5) ** 4)
            base = mix(base, bare, np.clip(reach * 2 + 0.35 * noise.at(x, y, 1.5, 2), 0, 1))
        paved = road > 0.5
        if self.layout in ("street", "yard"):
            far = 24.0 if self.layout == "street" else 34.0
            court = np.clip((y - b) / 0.2, 0, 1) * np.clip((far - y) / 0.3 + wobble, 0, 1)
            if self.layout == "yard":
                court = court * np.clip((10.5 - np.abs(x)) / 0.3 + wobble, 0, 1)
            stone = paving(x, y, noise) if self.ground_seed % 2 else cement(x + 50, y, noise)
            base = mix(base, stone, court)
            paved |= court > 0.5
        base = mix(base, meadow(x, y, noise), np.clip((y - 44) / 4, 0, 1))
        return mix(base, cement(y, x + 200, noise), road), paved

    def _hills(self, canvas: SurfaceCanvas) -> None:
        horizon = max(4, int(canvas.view.horizon_row) + 3)
        if horizon <= 4:
            return
        random = np.random.default_rng([self.ground_seed, 3])
        w = canvas.view.width
        rows = np.arange(horizon)[:, None]
        for share, colour, near in (
            (0.5, (150, 138, 112), 1 / 900),
            (0.32, (112, 112, 84), 1 / 500),
            (0.15, (66, 92, 66), 1 / 220),
        ):
            line = np.zeros(w)
            for octave in range(6):
                waves = 1.3 * 1.9**octave * random.uniform(0.8, 1.2)
                phase = random.uniform(0, 2 * math.pi)
                line += np.sin(np.linspace(0, waves * 2 * math.pi, w) + phase) / 1.8**octave
            line = (line - line.min()) / (line.max() - line.min())
            mask = rows > horizon - min(horizon, 90) * share * (0.35 + 0.65 * line)[None, :]
            gain = 1 + 0.10 * random.standard_normal((horizon, w))
            tone = np.clip(np.array(colour) * gain[..., None], 0, 255).astype(np.uint8)
            canvas.image[:horizon][mask] = tone[mask]
            canvas.nearness[:horizon][mask] = near
            canvas.stuff[:horizon][mask] = int(Stuff.HILL)
            canvas.normal[:horizon][mask] = (0, -80, 98)

    # -- shadows --------------------------------------------------------------------------------

    def solids(self) -> list[Points]:
        """Return the polygons that throw shadows."""
        faces: list[Points] = []
        for house in self.village.houses:
            faces += house_faces(house)
        for wall in self.village.walls:
            a, b = np.array([*wall.start, 0.0]), np.array([*wall.end, 0.0])
            up = np.array([0, 0, wall.high_m])
            faces.append(np.array([a, b, b + up, a + up]))
        for x, y, high in self.village.poles:
            for side in (np.array([0.12, 0, 0]), np.array([0, 0.12, 0])):
                p, q = np.array([x, y, 0.0]), np.array([x, y, high])
                faces.append(np.array([p - side, p + side, q + side, q - side]))
        return faces

    def leaves(self) -> Points:
        """Return the balls of leaves that throw shadows, (n, 4)."""
        return np.concatenate([leaf_balls(tree) for tree in self.village.trees])


def house_ground(house: House, margin: float = 0.8) -> Points:
    """Return the corners (4, 2) of a house's ground, with a margin, metres."""
    spot = Spot(house.x_m, house.y_m, house.turn_deg)
    return spot.footprint(house.wide_m, house.deep_m, margin)


def house_faces(house: House) -> list[Points]:
    """Return the closed faces of a house."""
    spot = Spot(house.x_m, house.y_m, house.turn_deg)
    faces = spot.box(house.wide_m, house.deep_m, 0, house.high_m)
    if house.roof != "flat":
        w, half, deep = spot.at, house.wide_m / 2 + 0.45, house.deep_m
        top, over = house.high_m + deep * 0.3, 0.55
        low = house.high_m - deep * 0.3 * over / (deep / 2)
        for edge in (-over, deep + over):
            faces.append(
                np.array(
                    [
                        w(-half, deep / 2, top),
                        w(half, deep / 2, top),
                        w(half, edge, low),
                        w(-half, edge, low),
                    ]
                )
            )
        for s in (-house.wide_m / 2, house.wide_m / 2):
            faces.append(
                np.array([w(s, 0, house.high_m), w(s, deep / 2, top), w(s, deep, house.high_m)])
            )
    return faces


def overlap(a: Points, b: Points) -> bool:
    """Tell whether two convex polygons (n, 2) share ground."""
    area, _ = cv2.intersectConvexConvex(
        cv2.convexHull(a.astype(np.float32)), cv2.convexHull(b.astype(np.float32))
    )
    return bool(area > 1e-3)
