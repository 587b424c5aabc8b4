"""Draws the limbs of people."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws limbs in units of body height into a BGRA layer.

    Attributes:
        layer: B, G, R, A, uint8.
        size: Body height, pixels.
        left: Column of the body's middle.
    """

    layer: npt.NDArray[np.uint8]
    size: float
    left: float

    def at(self, point: Point) -> tuple[int, int]:
        """Return a point of the body in sixteenths of a pixel."""
        return (int((self.left + point[0] * self.size) * 16), int((point[1] * self.size + 3) * 16))

    def limb(self, a: Point, b: Point, wide: float, colour: tuple[float, ...], end: float) -> None:
        """A tapering limb with round ends."""
        direction = np.array([b[0] - a[0], b[1] - a[1]])
        length = float(np.linalg.norm(direction)) or 1e-6
        normal = np.array([-direction[1], direction[0]]) / length / 2
        corners = [
            (a[0] + normal[0] * wide, a[1] + normal[1] * wide),
            (b[0] + normal[0] * end, b[1] + normal[1] * end),
            (b[0] - normal[0] * end, b[1] - normal[1] * end),
            (a[0] - normal[0] * wide, a[1] - normal[1] * wide),
        ]
        self.shape(corners, colour)
        for centre, width in ((a, wide), (b, end)):
            self.blob(centre, width / 2, width / 2, colour)

    def shape(self, points: list[Point], colour: tuple[float, ...]) -> None:
        """Fill a polygon."""
        cv2.fillPoly(
            self.layer, [np.array([self.at(p) for p in points])], (*colour, 255), cv2.LINE_AA, 4
        )

    def blob(
        self,
        centre: Point,
        rx: float,
        ry: float,
        colour: tuple[float, ...],
        start: float = 0,
        stop: float = 360,
        turn: float = 0,
    ) -> None:
        """Fill an ellipse, or a part of one."""
        cv2.ellipse(
            self.layer,
            self.at(centre),
            (max(16, int(rx * self.size * 16)), max(16, int(ry * self.size * 16))),
            turn,
            start,
            stop,
            (*colour, 255),
            -1,
            cv2.LINE_AA,
            4,
        )
