"""The sky behind everything, and the clouds' shadows on the ground."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.daylight import Daylight
from simulators.scenes.noise import fractal
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
_FIELD = 512
_CLOUD_M = 0.55
"""Ground metres per pixel of the field of cloud shadows."""


class SkyPainter:
    """Clouds of one series.

    Args:
        random: Source of chance.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self._field = fractal(random, _FIELD, _FIELD, 4, 6, stretch=1.5)

    def paint(
        self, view: Viewpoint, light: Daylight, cover: float, offset: tuple[float, float]
    ) -> FloatImage:
        """Return the sky as seen, linear B, G, R.

        Args:
            view: Of the picture.
            light: Of the visit.
            cover: Share of the sky behind clouds.
            offset: Where the clouds are, shares of the field.
        """
        horizon = max(2, int(view.horizon_row) + 2)
        rows = np.arange(view.height, dtype=np.float32)
        up = np.clip(1 - rows / max(1.0, view.horizon_row), 0, 1)[:, None, None] ** 0.8
        sky = np.broadcast_to(
            light.zenith * up + light.horizon * (1 - up), (view.height, view.width, 3)
        ).astype(np.float32)
        # Clouds lie on a plane: they draw together towards the horizon.
        height = np.maximum(view.horizon_row - rows[:horizon] + 6, 1.0)
        along = np.broadcast_to((900 / height)[:, None], (horizon, view.width))
        across = (np.arange(view.width, dtype=np.float32)[None, :] - view.width / 2) * along / 340
        field = self._sample(across, along, offset)
        mask = np.clip((field + cover * 2.6 - 1.5) * 0.9, 0, 1)[..., None]
        bright = (light.sky + light.beam * 0.55).mean() * 1.25
        white = np.array([0.98, 1.0, 1.0], np.float32) * bright
        white = np.minimum(white, 0.98) * (1 - 0.16 * np.clip(field - 0.3, 0, 2))[..., None]
        fade = np.clip((view.horizon_row - rows[:horizon]) / 26, 0, 1)[:, None, None]
        part = mask * fade * (0.85 - 0.3 * max(0.0, cover - 0.7))
        sky[:horizon] = sky[:horizon] * (1 - part) + white * part
        return sky

    def shade(
        self, points: FloatImage, cover: float, offset: tuple[float, float]
    ) -> FloatImage | None:
        """Return the share of sunlight that gets through to points, or None without clouds."""
        if not 0.12 < cover < 0.85:
            return None
        x, y = points[..., 0] / _CLOUD_M, points[..., 1] / _CLOUD_M
        field = self._sample(x, y, offset)
        return np.asarray(1 - 0.8 * np.clip((field + cover * 2.2 - 1.2) * 1.4, 0, 1), np.float32)

    def _sample(self, x: FloatImage, y: FloatImage, offset: tuple[float, float]) -> FloatImage:
        period = np.float32(2 * (_FIELD - 1))

        def fold(v: FloatImage) -> FloatImage:
            v = v - np.floor(v / period) * period
            return np.asarray(np.minimum(v, period - v), np.float32)

        dx, dy = (np.float32(v * period) for v in offset)
        return np.asarray(
            cv2.remap(self._field, fold(x + dx), fold(y + dy), cv2.INTER_LINEAR), np.float32
        )
