"""A small camera's noise, its kinds of light and its compression."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.picture_faults.footage import HEIGHT, WIDTH
from detectors.picture import Picture


class Sensor:
    """Noise and compression of a small camera: no two pictures are equal, whatever it sees.

    Args:
        seed: Same seed, same noise.
        light: What the camera takes its pictures by.
    """

    def __init__(self, seed: int, light: str = "day") -> None:
        self.light = light
        self.random = np.random.default_rng(seed)
        self._field = self.random.standard_normal((HEIGHT + 64, WIDTH + 64, 3)).astype(np.float32)
        self._ready: dict[float, np.ndarray[tuple[int, ...], np.dtype[np.int16]]] = {}

    def grained(self, picture: Picture, sigma: float) -> Picture:
        """Add noise of a standard deviation, each time another."""
        field = self._ready.get(sigma)
        if field is None:
            field = np.rint(self._field * np.float32(sigma)).astype(np.int16)
            self._ready[sigma] = field
        down, right = (int(self.random.integers(64)) for _ in range(2))
        field = field[down : down + HEIGHT, right : right + WIDTH]
        return np.asarray(cv2.add(picture, field, dtype=cv2.CV_8U), np.uint8)

    def take(self, scene: Picture, light: str) -> Picture:
        """Take a picture.

        Args:
            scene: What is before the camera by day.
            light: ``day``, ``night`` (coloured, dark, with gain) or ``infrared``.
        """
        if light == "infrared":
            grey = cv2.cvtColor(scene, cv2.COLOR_BGR2GRAY)
            dim = cv2.convertScaleAbs(grey, alpha=0.65, beta=12)
            grey = cv2.cvtColor(self.grained(cv2.merge([dim] * 3), 2.5), cv2.COLOR_BGR2GRAY)
            return np.asarray(cv2.merge([grey] * 3), np.uint8)
        if light == "night":
            dark = np.asarray(cv2.convertScaleAbs(scene, alpha=0.35), np.uint8)
            return self.grained(dark, 2.5)
        return self.grained(scene, 0.8)


def compressed(picture: Picture, quality: int) -> Picture:
    """Encode and decode a picture as JPEG, in the place of a key frame."""
    _done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
