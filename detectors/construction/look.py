"""A small daylight picture of a place, for asking whether it has ever looked like this before."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.scene import Scene
from detectors.picture import BoolMap, FloatMap

HALF = 2
"""Places are asked about at half the scenes' width: what matters there is at least 15 px wide."""

LIGHT_FULL = 14.0
CHROMA_FULL = 0.0275
TEXTURE_FULL = 7.0
SLOPE_FULL = 14.0
"""Differences of light and of its slope (log-light units), of colour, of texture that count 1."""

_LIGHT_CODE = LIGHT_FULL / 20.0
_CHROMA_CODE = CHROMA_FULL / 20.0
_TEXTURE_CODE = 0.25
_DARKEST = 177.0
"""Of ``Scene.light``: 64 ln 16."""

LIGHT_WANDERS = 2.2
"""Most that a slow difference of light is taken for the sky's or the sun's, in counts of 1."""

_CELLS = (20, 12)
_CELLS_BLUR = (9, 7)
_EVERY = 3
LEAST_TEXTURE = 1.0
TEXTURE_NOISE = 4.0


class Look:
    """One daylight visit, registered, in 25 kB.

    Attributes:
        light: uint8 (h, w), half the scene's width and height.
        small: int8 (3, h / 2, w / 2): two colours and the texture.
        shown: bool (h, w): where it shows the place as it was, as far as is known.
        at: Its capture time, UTC.
    """

    def __init__(
        self,
        light: npt.NDArray[np.uint8],
        small: npt.NDArray[np.int8],
        shown: BoolMap,
        at: datetime,
    ) -> None:
        self.light = light
        self.small = small
        self._shown = np.packbits(shown)
        self.at = at

    @property
    def shown(self) -> BoolMap:
        """The map, kept at a bit per pixel."""
        bits = np.unpackbits(self._shown, count=self.light.size)
        return bits.reshape(self.light.shape).view(np.bool_)

    @shown.setter
    def shown(self, shown: BoolMap) -> None:
        self._shown = np.packbits(shown)

    @classmethod
    def of(cls, scene: Scene, shown: BoolMap, at: datetime) -> Look:
        """Make it from a scene.

        Args:
            scene: Registered, in daylight.
            shown: bool (H, W) of the scene's size: where nothing stood before the place.
            at: Its capture time, UTC.
        """
        width, height = scene.size
        size = (width // HALF, height // HALF)
        light = cv2.resize(scene.light, size, interpolation=cv2.INTER_AREA)
        code = np.clip(np.rint((light - _DARKEST) / _LIGHT_CODE), 0, 255).astype(np.uint8)
        quarter = (scene.chroma.shape[1], scene.chroma.shape[0])
        texture = cv2.resize(
            np.sqrt(scene.variance + TEXTURE_NOISE), quarter, interpolation=cv2.INTER_AREA
        )
        small = np.stack(
            [
                scene.chroma[:, :, 0] / _CHROMA_CODE,
                scene.chroma[:, :, 1] / _CHROMA_CODE,
                texture / _TEXTURE_CODE - 127.0,
            ]
        )
        coded = np.clip(np.rint(small), -127, 127).astype(np.int8)
        return cls(code, coded, half_of(shown, least=0.99), at)

    @property
    def texture(self) -> FloatMap:
        """Standard deviation of the light around each pixel, at a fourth of the scene's width."""
        texture: FloatMap = self.small[2].astype(np.float32) + np.float32(127.0)
        texture *= np.float32(_TEXTURE_CODE)
        return texture

    def contrast_of(self, other: Look) -> float:
        """Return how much texture the other has where either has any; 1 is as much."""
        own, others = self.texture, other.texture
        counted = np.maximum(own, others) > LEAST_TEXTURE * TEXTURE_FULL
        if np.count_nonzero(counted) < 20:
            return 1.0
        return float(np.median((others[counted] + 0.7) / (own[counted] + 0.7)))

    def distance(self, other: Look) -> FloatMap:
        """Say how unlike two looks are: in light, its slope, colour and texture together.

        What light does to the picture as a whole or slowly across it falls out.

        Returns:
            float32 (h, w), in multiples of what counts as 1.
        """
        height, width = self.light.shape
        light = self.light.astype(np.float32) - other.light
        light *= np.float32(_LIGHT_CODE / LIGHT_FULL)
        across = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=LIGHT_FULL / (6.0 * SLOPE_FULL))
        down = cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=LIGHT_FULL / (6.0 * SLOPE_FULL))
        light -= _slow(light)
        small = self.small.astype(np.float32) - other.small
        small *= np.array(
            [_CHROMA_CODE / CHROMA_FULL] * 2 + [_TEXTURE_CODE / TEXTURE_FULL], np.float32
        )[:, None, None]
        small[:2] -= np.median(small[:2], axis=(1, 2), keepdims=True)
        rest = np.asarray((small * small).sum(axis=0), np.float32)
        total = cv2.resize(rest, (width, height), interpolation=cv2.INTER_LINEAR)
        total = total + light * light + across * across + down * down
        return np.asarray(np.sqrt(cv2.blur(total, (3, 3))), np.float32)

    def completed(self, older: Look) -> Look:
        """Show what an older look shows where this one shows nothing known."""
        missing = ~self.shown
        if not missing.any():
            return self
        # In this one's light, as far as a single step can bring it there.
        brighter = int(np.median(self.light[::_EVERY, ::_EVERY])) - int(
            np.median(older.light[::_EVERY, ::_EVERY])
        )
        light = np.clip(older.light.astype(np.int16) + brighter, 0, 255).astype(np.uint8)
        cast = np.median(self.small, axis=(1, 2)) - np.median(older.small, axis=(1, 2))
        cast[2] = 0.0
        small = np.clip(older.small + cast[:, None, None], -127, 127).astype(np.int8)
        return Look(
            np.where(missing, light, self.light),
            np.where(half_of(missing, least=0.01), small, self.small),
            self.shown | older.shown,
            self.at,
        )


def half_of(where: BoolMap, *, least: float) -> BoolMap:
    """Bring a map to half its size: where at least this share of four pixels is marked."""
    size = (where.shape[1] // HALF, where.shape[0] // HALF)
    share = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    half: BoolMap = share >= least
    return half


def _slow(light: FloatMap) -> FloatMap:
    """Return what differs slowly across the picture."""
    middle = np.float32(np.median(light[::_EVERY, ::_EVERY]))
    held = np.clip(light - middle, -LIGHT_WANDERS, LIGHT_WANDERS)
    cells = cv2.resize(held, _CELLS, interpolation=cv2.INTER_AREA)
    cells = cv2.blur(cells, _CELLS_BLUR, borderType=cv2.BORDER_REFLECT)
    size = (light.shape[1], light.shape[0])
    return np.asarray(cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR) + middle, np.float32)
