"""A small form of a picture in which light multiplies out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from detectors.picture import FloatMap, Picture

WIDTH_PX = 320
"""Width at which places are compared."""

LOG_OFFSET = 16.0
LOG_SCALE = 64.0
"""64 ln(grey + 16): a shadow shifts it, noise in the dark is not blown up; 1 grey level at 100 is
about half a unit."""

CHROMA_OFFSET = 30.0
CHROMA_BLUR_PX = 7


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture as places are compared.

    Attributes:
        light: float32 (H, 320): 64 ln(grey + 16).
        chroma: float32 (H, 320, 2): blue and red against green, over brightness; near 0 for grey.
    """

    light: FloatMap
    chroma: npt.NDArray[np.float32]

    @classmethod
    def of(cls, image: Picture) -> Scene:
        """Make it from a picture of any size."""
        height = max(8, round(image.shape[0] * WIDTH_PX / image.shape[1]))
        small = cv2.resize(image, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
        light = cv2.GaussianBlur(np.log(grey + LOG_OFFSET) * LOG_SCALE, (3, 3), 0)
        smooth = cv2.blur(small, (CHROMA_BLUR_PX, CHROMA_BLUR_PX)).astype(np.float32)
        total = smooth.sum(axis=2) + CHROMA_OFFSET
        chroma = np.stack(
            [
                (smooth[:, :, 0] - smooth[:, :, 1]) / total,
                (smooth[:, :, 2] - smooth[:, :, 1]) / total,
            ],
            axis=2,
        )
        return cls(np.asarray(light, np.float32), chroma.astype(np.float32))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height), px."""
        return self.light.shape[1], self.light.shape[0]

    def shifted(self, dx: float, dy: float) -> Scene:
        """Move the picture by (dx, dy) px, right and down; the border repeats."""
        if dx == 0.0 and dy == 0.0:
            return self
        matrix = np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]], np.float32)
        light = cv2.warpAffine(
            self.light, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        chroma = cv2.warpAffine(
            self.chroma, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return Scene(np.asarray(light, np.float32), np.asarray(chroma, np.float32))
