"""Houses, yard walls and poles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Canvas
from simulators.scenes.textures import (
    Colour,
    bricks,
    concrete,
    door,
    plaster,
    plinth,
    roof_tiles,
    window,
)

GREY_TILE: Colour = (98, 94, 88)
RED_TILE: Colour = (72, 80, 138)
WHITE_WALL: Colour = (205, 212, 214)
CREAM_WALL: Colour = (165, 198, 212)
GREY_BRICK: Colour = (128, 130, 128)
RED_BRICK: Colour = (78, 96, 160)


@dataclass(frozen=True, slots=True)
class House:
    """A house with a gable roof (or a flat one).

    Attributes:
        x_m: World x of the middle of its front.
        y_m: World y of its front.
        wide_m: Width of the front.
        deep_m: Depth.
        high_m: Height of the eaves.
        turn_deg: Turned clockwise seen from above; 0 faces the camera.
        wall: ``white``, ``cream``, ``grey`` or ``red``.
        roof: ``grey``, ``red`` or ``flat``.
        storeys: 1 or 2.
        seed: Of its details.
    """

    x_m: float
    y_m: float
    wide_m: float
    deep_m: float
    high_m: float
    turn_deg: float
    wall: str
    roof: str
    storeys: int
    seed: int

    def world(self, along: float, back: float, up: float) -> npt.NDArray[np.float64]:
        """Return the world point of house coordinates (from the front's middle), metres."""
        a = math.radians(self.turn_deg)
        return np.array(
            [
                self.x_m + along * math.cos(a) + back * math.sin(a),
                self.y_m - along * math.sin(a) + back * math.cos(a),
                up,
            ]
        )

    def corners(self) -> npt.NDArray[np.float64]:
        """Return hull points: base, eaves and ridge."""
        half, rise = self.wide_m / 2, self._rise
        points = [
            self.world(s * half, b, z)
            for s in (-1, 1)
            for b in (0, self.deep_m)
            for z in (0, self.high_m)
        ]
        points += [self.world(s * half, self.deep_m / 2, self.high_m + rise) for s in (-1, 1)]
        return np.array(points)

    @property
    def _rise(self) -> float:
        return 0.0 if self.roof == "flat" else self.deep_m * 0.30

    def draw(self, canvas: Canvas) -> None:
        """Draw it; what is behind must be there already."""
        random = np.random.default_rng(self.seed)
        half, deep, high, rise = self.wide_m / 2, self.deep_m, self.high_m, self._rise
        eye = np.array([0.0, 0.0, canvas.view.height_m])
        faces = (
            (-half, 0.0, half, 0.0, self.wide_m, True),
            (half, 0.0, half, deep, deep, False),
            (-half, deep, -half, 0.0, deep, False),
        )
        for a0, b0, a1, b1, length, front in faces:
            p, q = self.world(a0, b0, 0), self.world(a1, b1, 0)
            normal = np.array([(q - p)[1], -(q - p)[0], 0])
            normal /= np.linalg.norm(normal)
            if np.dot(eye - p, normal) <= 0:
                continue
            wall = self.face(random, length, high, front)
            lift = np.array([0, 0, high])
            shade = canvas.sun.shade(normal)
            canvas.quad(wall, [p + lift, q + lift, q, p], shade)
            if not front and rise:
                top = (p + q) / 2 + lift + np.array([0, 0, rise])
                gable = wall[: max(4, int(len(wall) * 0.4))].reshape(-1, 3).mean(0)
                canvas.polygon([p + lift, top, q + lift], gable * shade)
        if self.roof == "flat":
            self._flat_roof(canvas, random)
        else:
            self._gable_roof(canvas, random, rise)

    def face(
        self, random: np.random.Generator, length: float, high: float, front: bool
    ) -> npt.NDArray[np.uint8]:
        """Return one whole wall, with its windows and doors.

        Args:
            random: Source of chance.
            length: Metres.
            high: Metres.
            front: Whether it is the front, with the door.
        """
        base = {"white": WHITE_WALL, "cream": CREAM_WALL, "grey": GREY_BRICK, "red": RED_BRICK}[
            self.wall
        ]
        if self.wall in ("grey", "red"):
            wall = bricks(random, length, high, base)
        else:
            wall = plaster(random, length, high, base)
        plinth(wall, 0.5, (120, 124, 126))
        frame: Colour = (200, 200, 200) if random.random() < 0.5 else (58, 74, 100)
        storey = high / self.storeys
        if not front:
            if length > 4:
                window(wall, length / 2 - 0.5, 1.2, 1.0, 1.1, frame, True)
            return wall
        bays = max(3, int(self.wide_m // 2.9))
        for level in range(self.storeys):
            for bay in range(bays):
                middle = (bay + 0.5) * self.wide_m / bays
                if level == 0 and bay == bays // 2:
                    leaf: Colour = (44, 52, 120) if random.random() < 0.6 else (70, 66, 60)
                    door(wall, middle - 0.75, 1.5, 2.25, leaf, True, random)
                else:
                    window(wall, middle - 0.7, level * storey + 0.95, 1.4, 1.35, frame, level == 0)
            if level:
                y = wall.shape[0] - int(level * storey * 64)
                wall[y - 6 : y + 6] = (wall[y - 6 : y + 6] * 0.8).astype(np.uint8)
        return wall

    def _gable_roof(self, canvas: Canvas, random: np.random.Generator, rise: float) -> None:
        over, half, deep, high = 0.55, self.wide_m / 2 + 0.45, self.deep_m, self.high_m
        drop = rise * over / (deep / 2)
        slope = math.hypot(deep / 2 + over, rise + drop)
        base = RED_TILE if self.roof == "red" else GREY_TILE
        tiles = roof_tiles(random, 2 * half, slope, base)
        w = self.world
        ridge = (w(-half, deep / 2, high + rise), w(half, deep / 2, high + rise))
        eaves = (w(half, -over, high - drop), w(-half, -over, high - drop))
        back = (w(-half, deep + over, high - drop), w(half, deep + over, high - drop))
        normal = np.cross(ridge[1] - ridge[0], ridge[0] - eaves[1])
        normal /= np.linalg.norm(normal)
        if normal[2] < 0:
            normal = -normal
        eye = np.array([0.0, 0.0, canvas.view.height_m])
        # The shadow under the eaves, then the slopes: the far one first.
        mirrored = np.array([-normal[0], -normal[1], normal[2]])
        if np.dot(eye - ridge[0], mirrored) > 0:
            canvas.quad(tiles, [ridge[1], ridge[0], back[0], back[1]], canvas.sun.shade(mirrored))
        thick = np.array([0, 0, 0.16])
        canvas.quad(
            concrete(random, 2 * half, 0.16, (120, 124, 128)),
            [eaves[1], eaves[0], eaves[0] - thick, eaves[1] - thick],
            0.8,
        )
        canvas.quad(tiles, [ridge[0], ridge[1], eaves[0], eaves[1]], canvas.sun.shade(normal))
        for side in (-1, 1):
            edge = w(side * half, deep / 2, high + rise)
            low = w(side * half, -over, high - drop)
            canvas.line(edge, low, 0.16, np.array(base) * 0.75)
        up = np.array([0, 0, 0.12])
        canvas.line(ridge[0] + up, ridge[1] + up, 0.24, np.array(base) * 0.82)
        for end in ridge:
            canvas.line(end + up, end + up * 3.5, 0.16, np.array(base) * 0.7)

    def _flat_roof(self, canvas: Canvas, random: np.random.Generator) -> None:
        half, deep, high = self.wide_m / 2 + 0.2, self.deep_m, self.high_m
        w = self.world
        up = np.array([0, 0, 0.75])
        corners = [w(-half, -0.2, high), w(half, -0.2, high)]
        canvas.quad(
            concrete(random, 2 * half, deep, (150, 152, 150)),
            [w(-half, deep, high), w(half, deep, high), corners[1], corners[0]],
            canvas.sun.shade([0, 0, 1]),
        )
        for p, q, normal in (
            (w(-half, deep, high), w(half, deep, high), (0, -1, 0)),
            (corners[0], corners[1], (0, -1, 0)),
        ):
            canvas.quad(
                plaster(random, 2 * half, 0.75, (196, 200, 204)),
                [p + up, q + up, q, p],
                canvas.sun.shade(normal),
            )
            canvas.line(p + up, q + up, 0.12, (150, 156, 160))


@dataclass(frozen=True, slots=True)
class YardWall:
    """A wall between two ground points, capped with tiles.

    Attributes:
        start: World x, y.
        end: World x, y.
        high_m: Height.
        wall: ``white``, ``grey`` or ``red``.
        seed: Of its details.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    high_m: float
    wall: str
    seed: int

    def draw(self, canvas: Canvas) -> None:
        """Draw it, in pieces, so that perspective stays gentle."""
        random = np.random.default_rng(self.seed)
        a, b = np.array([*self.start, 0.0]), np.array([*self.end, 0.0])
        pieces = max(1, int(np.linalg.norm(b - a) // 3))
        order = range(pieces) if a[1] > b[1] else reversed(range(pieces))
        base = {"white": WHITE_WALL, "grey": GREY_BRICK, "red": RED_BRICK}[self.wall]
        normal = np.array([(b - a)[1], -(b - a)[0], 0])
        normal /= np.linalg.norm(normal)
        eye = np.array([0.0, 0.0, canvas.view.height_m])
        if np.dot(eye - a, normal) < 0:
            normal = -normal
        lift = np.array([0, 0, self.high_m])
        for piece in order:
            p = a + (b - a) * piece / pieces
            q = a + (b - a) * (piece + 1) / pieces
            length = float(np.linalg.norm(q - p))
            if self.wall == "white":
                face = plaster(random, length, self.high_m, base)
            else:
                face = bricks(random, length, self.high_m, base)
            plinth(face, 0.35, (118, 122, 124))
            canvas.quad(face, [p + lift, q + lift, q, p], canvas.sun.shade(normal))
            cap = roof_tiles(random, length, 0.45, GREY_TILE)
            out = normal * 0.22
            peak = lift + np.array([0, 0, 0.22])
            canvas.quad(
                cap,
                [p + peak, q + peak, q + lift + out, p + lift + out],
                canvas.sun.shade([normal[0] * 0.6, normal[1] * 0.6, 0.8]),
            )

    def corners(self) -> npt.NDArray[np.float64]:
        """Return hull points."""
        return np.array([[*p, z] for p in (self.start, self.end) for z in (0.0, self.high_m)])


def _m(x: float, y: float, z: float) -> npt.NDArray[np.float64]:
    """A step in world metres."""
    return np.array([x, y, z])


def draw_pole(canvas: Canvas, x_m: float, y_m: float, high_m: float) -> None:
    """Draw a concrete power pole with a cross-arm."""
    foot, top = np.array([x_m, y_m, 0.0]), np.array([x_m, y_m, high_m])
    canvas.line(foot, top, 0.26, (128, 134, 136))
    canvas.line(foot + _m(0.05, 0, 0), top + _m(0.05, 0, 0), 0.10, (160, 166, 168))
    arm = np.array([0.9, 0.0, 0.0])
    canvas.line(top - arm - _m(0, 0, 0.5), top + arm - _m(0, 0, 0.5), 0.10, (92, 96, 98))
    for side in (-0.85, 0, 0.85):
        canvas.line(top + _m(side, 0, -0.45), top + _m(side, 0, -0.2), 0.08, (205, 208, 210))


def draw_lamp(canvas: Canvas, x_m: float, y_m: float, side: int) -> None:
    """Draw a solar street lamp."""
    foot, top = np.array([x_m, y_m, 0.0]), np.array([x_m, y_m, 5.2])
    canvas.line(foot, top, 0.12, (170, 172, 170))
    canvas.line(top, top + _m(side * 1.1, 0, 0.25), 0.07, (165, 168, 166))
    head = top + _m(side * 1.3, 0, 0.25)
    canvas.line(head - _m(0.3, 0, 0), head + _m(0.3, 0, 0), 0.12, (215, 220, 222))
    panel = top + _m(-side * 0.2, 0, 0.35)
    canvas.polygon(
        [
            panel + _m(-0.5, 0.2, 0.3),
            panel + _m(0.5, 0.2, 0.3),
            panel + _m(0.5, -0.2, -0.1),
            panel + _m(-0.5, -0.2, -0.1),
        ],
        (96, 62, 40),
    )
