"""Collects what stands in a scene and draws it in the right order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from simulators.scenes.backdrop import GroundPainter, paint_backdrop
from simulators.scenes.canvas import Canvas, Sun
from simulators.scenes.foliage import Tree, tree_sprite
from simulators.scenes.house import House, YardWall, draw_lamp, draw_pole
from simulators.scenes.viewpoint import Viewpoint

LEAVES = ((58, 132, 100), (64, 140, 112), (52, 116, 84), (70, 138, 128), (60, 120, 104))


@dataclass(slots=True)
class Village:
    """Houses, walls, trees and poles of one view.

    Attributes:
        random: Source of chance.
        houses: With their wall, roof and place.
        walls: Yard walls.
        trees: Standing still.
        poles: (x, y, height) of power poles.
        lamps: (x, y, side) of street lamps.
    """

    random: np.random.Generator
    houses: list[House] = field(default_factory=list)
    walls: list[YardWall] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)
    poles: list[tuple[float, float, float]] = field(default_factory=list)
    lamps: list[tuple[float, float, int]] = field(default_factory=list)

    def house(self, x_m: float, y_m: float, turn_deg: float, tall: bool | None = None) -> House:
        """Put up a house of chance colours."""
        r = self.random
        two = bool(r.random() < 0.35) if tall is None else tall
        wall = str(r.choice(["white", "white", "cream", "grey", "red"]))
        roof = str(r.choice(["flat", "grey", "red"] if two else ["grey", "grey", "red"]))
        house = House(
            x_m,
            y_m,
            float(r.uniform(8.5, 11)),
            float(r.uniform(6, 7.5)),
            float(r.uniform(5.8, 6.4) if two else r.uniform(3.1, 3.5)),
            turn_deg,
            wall,
            roof,
            2 if two else 1,
            int(r.integers(1 << 30)),
        )
        self.houses.append(house)
        return house

    def wall(self, start: tuple[float, float], end: tuple[float, float], high_m: float) -> None:
        """Put up a yard wall of chance colour."""
        kind = str(self.random.choice(["white", "grey", "red"]))
        self.walls.append(YardWall(start, end, high_m, kind, int(self.random.integers(1 << 30))))

    def tree(self, x_m: float, y_m: float, height_m: float, shape: str) -> Tree:
        """Return a tree of chance leaves (and keep it among those that stand still)."""
        tree = self.loose_tree(x_m, y_m, height_m, shape)
        self.trees.append(tree)
        return tree

    def loose_tree(self, x_m: float, y_m: float, height_m: float, shape: str) -> Tree:
        """Return a tree that the scene draws itself."""
        colour = LEAVES[int(self.random.integers(len(LEAVES)))]
        return Tree(
            x_m,
            y_m,
            height_m * float(self.random.uniform(0.9, 1.1)),
            shape,
            colour,
            int(self.random.integers(1 << 30)),
        )

    def paint(self, view: Viewpoint, sun: Sun, ground: GroundPainter, loose: list[Tree]) -> Canvas:
        """Draw everything.

        Args:
            view: Viewpoint of the (supersampled) plate.
            sun: Light.
            ground: Colour of the ground.
            loose: Trees that only throw their shadows here.

        Returns:
            The finished canvas.
        """
        clouds = 1.0 - sun.strength * 0.9
        canvas = Canvas(view, paint_backdrop(view, sun, self.random, ground, clouds), sun)
        for house in self.houses:
            canvas.cast(house.corners())
        for wall in self.walls:
            canvas.cast(wall.corners())
        for tree in [*self.trees, *loose]:
            spread = tree.height_m * (0.14 if tree.shape == "poplar" else 0.3)
            canvas.cast(
                [
                    [tree.x_m + dx * spread, tree.y_m + dy * spread * 0.7, tree.height_m * z]
                    for dx, dy, z in (
                        (-1, 0, 0.6),
                        (1, 0, 0.6),
                        (0, -1, 0.55),
                        (0, 1, 0.55),
                        (-0.6, 0, 0.9),
                        (0.6, 0, 0.9),
                        (-0.6, 0, 0.38),
                        (0.6, 0, 0.38),
                    )
                ],
                0.85,
            )
        for x, y, high in self.poles:
            canvas.cast(
                [[x - 0.12, y, 0], [x + 0.12, y, 0], [x - 0.1, y, high], [x + 0.1, y, high]]
            )
        canvas.apply_shadow(2.2 * view.width / 1280)
        items: list[tuple[float, House | YardWall | Tree]] = []
        items += [(h.y_m + h.deep_m / 2, h) for h in self.houses]
        items += [((w.start[1] + w.end[1]) / 2, w) for w in self.walls]
        items += [(t.y_m, t) for t in self.trees]
        for _, item in sorted(items, key=lambda pair: -pair[0]):
            if isinstance(item, Tree):
                _draw_tree(canvas, item)
            else:
                item.draw(canvas)
        previous = None
        for x, y, high in sorted(self.poles, key=lambda p: -p[1]):
            draw_pole(canvas, x, y, high)
            if previous is not None:
                _wires(canvas, previous, (x, y, high))
            previous = (x, y, high)
        for x, y, side in sorted(self.lamps, key=lambda p: -p[1]):
            draw_lamp(canvas, x, y, side)
        return canvas


def _draw_tree(canvas: Canvas, tree: Tree) -> None:
    column, row, _ = canvas.view.project([[tree.x_m, tree.y_m, 0.0]])[0]
    height = int(canvas.view.pixels_per_metre(tree.x_m, tree.y_m) * tree.height_m)
    if height < 6:
        return
    sprite = tree_sprite(tree, height, canvas.sun)
    canvas.stamp(sprite, round(column - sprite.shape[1] / 2), round(row - sprite.shape[0]))


def _wires(canvas: Canvas, a: tuple[float, float, float], b: tuple[float, float, float]) -> None:
    for offset in (-0.85, 0.0, 0.85):
        p = np.array([a[0] + offset, a[1], a[2] - 0.2])
        q = np.array([b[0] + offset, b[1], b[2] - 0.2])
        points = [p + (q - p) * t - (0, 0, 2.4 * t * (1 - t)) for t in np.linspace(0, 1, 9)]
        for start, end in pairwise(points):
            canvas.line(start, end, 0.02, (60, 62, 64))
