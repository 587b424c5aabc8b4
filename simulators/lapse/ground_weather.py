"""What rain and snow do to surfaces."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.planes import three, towards
from simulators.lapse.reduced import Reduced
from simulators.lapse.stuff import Stuff
from simulators.scenes.noise import fractal

FloatImage = npt.NDArray[np.float32]
_FIELD = 512
_DARKER = np.array([0, 0, 0.42, 0.40, 0.22, 0.15, 0.25, 0.05], np.float32)
"""What share of its brightness each ``Stuff`` loses when wet."""
_SNOW_HOLD = np.array([0, 0.9, 1.0, 0.72, 0.95, 0.55, 0.8, 0.45], np.float32)
"""How well snow stays on each ``Stuff``: paved ground is swept and driven on."""


class GroundWeather:
    """Puddles and snow patches of one series, always at the same places.

    Args:
        random: Source of chance.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self._hollow = fractal(random, _FIELD, _FIELD, 24, 4)
        self._patch = fractal(random, _FIELD, _FIELD, 40, 5)

    def wetted(self, s: Reduced, wet: float, rain: float) -> tuple[FloatImage, FloatImage | None]:
        """Return the albedo of wet surfaces and the share of mirroring water per pixel.

        Args:
            s: Dry surfaces.
            wet: 0..1.
            rain: 0..1; falling rain fills puddles.
        """
        if wet < 0.03:
            return s.albedo, None
        loss = (1 - wet * _DARKER)[s.stuff].astype(np.float32)
        albedo = np.asarray(cv2.multiply(s.albedo, three(loss)), np.float32)
        ground = (s.stuff == int(Stuff.SOIL)) | (s.stuff == int(Stuff.PAVED))
        level = max(0.0, wet - 0.45) / 0.55
        if level <= 0:
            return albedo, None
        field = self._at(self._hollow, s.points, 0.11)
        near = np.clip((45 - s.depth) / 15, 0, 1)
        puddle = near * np.clip((field - (2.2 - 0.8 * level)) * 2.5, 0, 1)
        # Wet ground far off mirrors the sky at a low angle.
        film = 0.22 * wet * np.clip(s.depth / 40, 0, 1) * (s.stuff == int(Stuff.PAVED))
        water = np.maximum(0.5 * puddle, film) * ground * (0.7 + 0.3 * rain)
        return albedo, np.asarray(water, np.float32)

    def snowed(self, s: Reduced, albedo: FloatImage, cover: float) -> FloatImage:
        """Return the albedo under snow.

        Args:
            s: Surfaces.
            albedo: Theirs, as the weather has left it.
            cover: 0..1; in between, patches.
        """
        if cover < 0.02:
            return albedo
        field = self._at(self._patch, s.points, 0.2)
        hold = _SNOW_HOLD[s.stuff]
        flat = np.clip((s.normal[..., 2] - 0.35) * 2.5, 0, 1)
        leaves = s.stuff == int(Stuff.LEAF)
        flat[leaves] = np.clip(0.15 + s.normal[..., 2][leaves], 0, 0.8)
        crops = s.stuff == int(Stuff.CROP)
        flat[crops] = 0.85
        amount = np.clip((cover * 2.4 - 1.0) * 1.2 + 0.4 * field + 0.1, 0, 1) * hold * flat
        soft = cv2.GaussianBlur(amount.astype(np.float32), (0, 0), 0.6)
        return towards(albedo, (0.90, 0.88, 0.86), np.asarray(soft, np.float32))

    @staticmethod
    def _at(field: FloatImage, points: FloatImage, metres: float) -> FloatImage:
        period = np.float32(2 * (_FIELD - 1))

        def fold(v: FloatImage) -> FloatImage:
            v = np.clip(v, -500, 500) / np.float32(metres) + np.float32(7777)
            v = v - np.floor(v / period) * period
            return np.asarray(np.minimum(v, period - v), np.float32)

        return np.asarray(
            cv2.remap(field, fold(points[..., 0]), fold(points[..., 1]), cv2.INTER_LINEAR),
            np.float32,
        )
