"""A small form of a picture in which light multiplies out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from detectors.picture import BoolMap, FloatMap, Picture

WIDTH_PX = 320
"""Width at which places are compared."""

CHROMA_STEP = 4
"""Colour is kept at a fourth of that width: neither compression nor this comparison keeps more."""

LOG_OFFSET = 16.0
LOG_SCALE = 64.0
"""64 ln(grey + 16): a shadow shifts it, noise in the dark is not blown up; 1 grey level at 100 is
about half a unit."""

CHROMA_OFFSET = 30.0

WINDOW_PX = 9
"""Side of the window in which structure is compared."""

FLAT_VARIANCE = 40.0
"""Variance (log-light units) under which a window is flat: noise and compression."""

GREY_LEVELS = 0.55
"""Mean deviation of colour, in grey levels, under which a picture is grey (infrared at night) and
its colour says nothing: decoders leave up to .4 on a grey picture, snow under a grey sky .7. In
levels, not over brightness: a rounding of three levels is strong colour in a dark picture."""

_DARKEST = LOG_SCALE * float(np.log(LOG_OFFSET))
_BRIGHTEST = LOG_SCALE * float(np.log(255.0 + LOG_OFFSET))
_CODES_PER_UNIT = 255.0 / (_BRIGHTEST - _DARKEST)
_CHROMA_CODES = 254.0
_COARSE = (40, 22)


@dataclass(frozen=True)
class Scene:
    """A picture as places are compared.

    Attributes:
        light: float32 (H, 320): 64 ln(grey + 16).
        chroma: float32 (H / 4, 80, 2): blue and red against green, over brightness; near 0 for
            grey.
    """

    light: FloatMap
    chroma: npt.NDArray[np.float32]

    @classmethod
    def of(cls, image: Picture) -> Scene:
        """Make it from a picture of any size."""
        height = scene_height(image)
        small = cv2.resize(image, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
        light = np.log(grey + LOG_OFFSET) * np.float32(LOG_SCALE)
        light = cv2.GaussianBlur(light.astype(np.float32), (3, 3), 0)
        size = (WIDTH_PX // CHROMA_STEP, height // CHROMA_STEP)
        tiny = cv2.resize(small, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        tiny = np.asarray(cv2.blur(tiny, (3, 3)), np.float32)
        total = tiny.sum(axis=2) + np.float32(CHROMA_OFFSET)
        blue = (tiny[:, :, 0] - tiny[:, :, 1]) / total
        red = (tiny[:, :, 2] - tiny[:, :, 1]) / total
        return cls(np.asarray(light, np.float32), np.stack([blue, red], axis=2))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height), px."""
        return self.light.shape[1], self.light.shape[0]

    @cached_property
    def mean(self) -> FloatMap:
        """Mean light in the window around each pixel."""
        return np.asarray(cv2.blur(self.light, (WINDOW_PX, WINDOW_PX)), np.float32)

    @cached_property
    def variance(self) -> FloatMap:
        """Variance of the light in the window around each pixel."""
        squares = cv2.sqrBoxFilter(self.light, cv2.CV_32F, (WINDOW_PX, WINDOW_PX))
        return np.asarray(np.maximum(squares - self.mean * self.mean, 0.0), np.float32)

    @cached_property
    def textured(self) -> BoolMap:
        """Where there is structure to compare at all."""
        has: BoolMap = self.variance > FLAT_VARIANCE
        return has

    @cached_property
    def edges(self) -> FloatMap:
        """Strength of the edges; the root keeps one strong edge from deciding alone."""
        across = cv2.Sobel(self.light, cv2.CV_32F, 1, 0)
        down = cv2.Sobel(self.light, cv2.CV_32F, 0, 1)
        return np.asarray(np.sqrt(cv2.magnitude(across, down)), np.float32)

    @cached_property
    def infrared(self) -> bool:
        """Whether the picture is grey, as by infrared light at night."""
        size = (self.chroma.shape[1], self.chroma.shape[0])
        light = cv2.resize(self.light, size, interpolation=cv2.INTER_AREA)
        grey = np.exp(light * np.float32(1.0 / LOG_SCALE)) - np.float32(LOG_OFFSET)
        levels = self.chroma * (np.float32(3.0) * grey + np.float32(CHROMA_OFFSET))[:, :, None]
        return float(np.abs(levels - np.median(levels, axis=(0, 1))).mean()) < GREY_LEVELS

    def moved(self, matrix: npt.NDArray[np.float32]) -> Scene:
        """Move the picture.

        Args:
            matrix: 2 x 3, from this picture's pixels to the moved one's; the border repeats.
        """
        light = cv2.warpAffine(
            self.light, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        small = matrix.copy()
        small[:, 2] /= CHROMA_STEP
        size = (self.chroma.shape[1], self.chroma.shape[0])
        chroma = cv2.warpAffine(
            self.chroma, small, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return Scene(np.asarray(light, np.float32), np.asarray(chroma, np.float32))

    def packed(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int8]]:
        """Return (light, chroma) in a byte each: a step is .7 units of light."""
        light = np.clip(np.rint((self.light - _DARKEST) * _CODES_PER_UNIT), 0, 255)
        chroma = np.clip(np.rint(self.chroma * _CHROMA_CODES), -127, 127)
        return light.astype(np.uint8), chroma.astype(np.int8)

    @classmethod
    def unpacked(cls, light: npt.NDArray[np.uint8], chroma: npt.NDArray[np.int8]) -> Scene:
        """Undo ``packed``."""
        scale = np.float32(1.0 / _CODES_PER_UNIT)
        return cls(
            light.astype(np.float32) * scale + np.float32(_DARKEST),
            chroma.astype(np.float32) * np.float32(1.0 / _CHROMA_CODES),
        )


def scene_height(image: Picture) -> int:
    """Return the height at a width of 320 px: a multiple of 4, at least 8."""
    height: int = round(image.shape[0] * WIDTH_PX / image.shape[1] / CHROMA_STEP) * CHROMA_STEP
    return max(8, height)


def coarse_light(light: npt.NDArray[np.number]) -> npt.NDArray[np.float32]:
    """Return light (H, W), in units or codes, as 880 numbers of mean 0 and length 1.

    The product of two of them says how alike two pictures are as a whole.
    """
    coarse = cv2.resize(light.astype(np.float32), _COARSE, interpolation=cv2.INTER_AREA).ravel()
    coarse = coarse - coarse.mean()
    unit: npt.NDArray[np.float32] = coarse / max(float(np.linalg.norm(coarse)), 1e-3)
    return unit
