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
        wide = random.standard_normal((height // 48 + 2, width // 48 + 2)).astype(np.float32)
        fine = random.standard_normal((height // 9 + 2, width // 9 + 2)).astype(np.float32)
        small = cv2.resize(wide, (fine.shape[1], fine.shape[0])) + np.float32(0.45) * fine
        across = cv2.resize(small, (width, height)) * self._reach
        # Up and down leaves move less, and not with the way across.
        along = cv2.resize(small[::-1, ::-1], (width, height)) * self._reach * np.float32(0.45)
        return np.asarray(across, np.float32), np.asarray(along, np.float32)
