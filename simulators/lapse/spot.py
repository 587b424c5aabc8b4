"""A place on the ground with a direction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands.

    Attributes:
        x_m: World x of the middle of its front.
        y_m: World y of the middle of its front.
        turn_deg: Turned clockwise seen from above; 0 faces the camera.
        base_m: Height of its foot over the ground.
    """

    x_m: float
    y_m: float
    turn_deg: float = 0.0
    base_m: float = 0.0

    def at(self, along: float, back: float, up: float) -> Points:
        """Return the world point of own coordinates (from the front's middle), metres."""
        a = math.radians(self.turn_deg)
        return np.array(
            [
                self.x_m + along * math.cos(a) + back * math.sin(a),
                self.y_m - along * math.sin(a) + back * math.cos(a),
                self.base_m + up,
            ]
        )

    def beside(self, along: float, back: float, up: float = 0.0) -> Spot:
        """Return a spot of the same direction at own coordinates, metres."""
        x, y, z = self.at(along, back, up).tolist()
        return Spot(x, y, self.turn_deg, z)

    def box(self, wide: float, deep: float, low: float, high: float) -> list[Points]:
        """Return the six faces of a box: front, right, back, left, top, bottom.

        Each face is top left, top right, bottom right, bottom left, seen from outside.
        """
        h = wide / 2
        c = [(-h, 0.0), (h, 0.0), (h, deep), (-h, deep)]
        faces = []
        for i in range(4):
            (a0, b0), (a1, b1) = c[i], c[(i + 1) % 4]
            faces.append(
                np.array(
                    [
                        self.at(a0, b0, high),
                        self.at(a1, b1, high),
                        self.at(a1, b1, low),
                        self.at(a0, b0, low),
                    ]
                )
            )
        around = (c[3], c[2], c[1], c[0])
        faces += [np.array([self.at(a, b, z) for a, b in around]) for z in (high, low)]
        return faces

    def footprint(self, wide: float, deep: float, margin: float = 0.0) -> Points:
        """Return the corners (4, 2) of what it covers on the ground."""
        h = wide / 2 + margin
        return np.array(
            [
                self.at(a, b, 0)[:2]
                for a, b in ((-h, -margin), (h, -margin), (h, deep + margin), (-h, deep + margin))
            ]
        )
