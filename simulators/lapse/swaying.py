"""Leaves and crops in the wind."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.stuff import Stuff

FloatImage = npt.NDArray[np.float32]


class Swaying:
    """Shifts what is green by a few pixels, differently in every frame.

    Args:
        stuff: ``Stuff`` per drawn pixel.
        depth: Metres per drawn pixel.
        focal_px: Of the view.
        wind: 0..1.
    """

    def __init__(
        self, stuff: npt.NDArray[np.uint8], depth: FloatImage, focal_px: float, wind: float
    ) -> None:
        green = (stuff == int(Stuff.LEAF)) | (stuff == int(Stuff.CROP))
        self._still = not green.any()
        reach = green * np.minimum(focal_px / depth, 60) * np.float32(0.02 + 0.10 * wind)
        self._reach = cv2.GaussianBlur(reach.astype(np.float32), (0, 0), 1.5)

    def shift(self, random: np.random.Generator) -> tuple[FloatImage, FloatImage] | None:
        """Return what to add to columns and rows of the drawn picture, or None."""
        if self._still:
            return None
        height, width = self._reach.shape
        moves = []
        for strength in (1.0, 0.45):
            wide = random.standard_normal((height // 48 + 2, width // 48 + 2))
            fine = random.standard_normal((height // 9 + 2, width // 9 + 2))
            field = cv2.resize(wide.astype(np.float32), (width, height))
            field = field + 0.45 * cv2.resize(fine.astype(np.float32), (width, height))
            moves.append(np.asarray(field * self._reach * np.float32(strength), np.float32))
        return moves[0], moves[1]
