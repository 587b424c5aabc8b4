"""How the camera stands and sees at one visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class CameraState:
    """What has happened to the camera by one visit.

    Attributes:
        view: 0 for the first view; another number after a large move.
        shift_px: What a fixed point has moved by, right and down, since the first visit.
        roll_deg: Turned about its axis, clockwise picture.
        shake_px: Standard deviation of the shift from frame to frame.
        exposure: Factor on the light that automatic exposure aims at.
        balance: Factors of B, G, R after automatic white balance.
        soft_px: Blur of the lens.
    """

    view: int
    shift_px: tuple[float, float]
    roll_deg: float
    shake_px: float
    exposure: float
    balance: tuple[float, float, float]
    soft_px: float

    def warp(self, width: int, height: int, margin: int) -> npt.NDArray[np.float32]:
        """Return the 2x3 matrix from pixels of the picture to pixels of what was drawn.

        Args:
            width: Of the picture.
            height: Of the picture.
            margin: Drawn beyond the picture on each side.
        """
        turn = np.radians(self.roll_deg)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        x, y = width / 2, height / 2
        dx, dy = self.shift_px
        return np.array(
            [
                [c, s, x - c * x - s * y + margin - dx],
                [-s, c, y + s * x - c * y + margin - dy],
            ],
            np.float32,
        )
