"""A drawn street with a sensor's noise, and what can go wrong before it."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from datetime import datetime

import cv2
import numpy as np

from detectors.diagnosis.picture_diagnosis import PictureDiagnosis
from detectors.diagnosis.step import Step
from detectors.picture import Picture
from sharp_eyes.registry.privacy_mask import PrivacyMask
from tests.unit.detectors.support import at

WIDTH, HEIGHT = 640, 360
LEARNING = 40
EVERY_S = 10

Change = Callable[[Picture, int], Picture]


class Street:
    """Houses, a road, texture; the same for the same seed but for the noise."""

    def __init__(self, seed: int = 1) -> None:
        self.random = np.random.default_rng(seed)
        base = self.random.normal(0, 22, (HEIGHT, WIDTH, 3)).astype(np.float32)
        base = cv2.GaussianBlur(base, (0, 0), 1.2) * 2 + 120
        for _ in range(26):
            x, y = int(self.random.integers(0, 560)), int(self.random.integers(0, 300))
            wide, high = (int(v) for v in self.random.integers(25, 120, 2))
            colour = [float(v) for v in self.random.integers(30, 220, 3)]
            cv2.rectangle(base, (x, y), (x + wide, y + high), colour, -1)
        self.plate = base + self.random.normal(0, 5, (HEIGHT, WIDTH, 1))
        self._noise = self.random.normal(0, 1.5, (4, HEIGHT + 40, WIDTH + 40, 1)).astype(np.float32)

    def picture(self) -> Picture:
        """One more picture of it."""
        which, down, right = (int(self.random.integers(high)) for high in (4, 40, 40))
        field = self._noise[which, down : down + HEIGHT, right : right + WIDTH]
        return np.asarray(np.clip(self.plate + field, 0, 255), np.uint8)

    def grain(self, sigma: float) -> np.ndarray:
        """Noise of a standard deviation."""
        which, down, right = (int(self.random.integers(high)) for high in (4, 40, 40))
        field = self._noise[which, down : down + HEIGHT, right : right + WIDTH]
        return field * (sigma / 1.5)


def clipped(values: np.ndarray) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def learned() -> Watch:
    """A watch that knows its street; made once, copied for each test."""
    return copy.deepcopy(_learned())


@functools.cache
def _learned() -> Watch:
    watch = Watch(Street())
    assert watch.look(LEARNING) == []
    return watch


class Watch:
    """A diagnosis that looks at a street every ten seconds."""

    def __init__(self, street: Street, masks: tuple[PrivacyMask, ...] = ()) -> None:
        self.street = street
        self.diagnosis = PictureDiagnosis(masks, EVERY_S)
        self.number = 0

    def now(self) -> datetime:
        return at(EVERY_S * self.number)

    def look(self, looks: int, change: Change | None = None) -> list[tuple[int, Step]]:
        """Look so often; what was said, with the seconds since the first of these looks."""
        said = []
        for index in range(looks):
            picture = self.street.picture()
            if change is not None:
                picture = change(picture, index)
            step = self.diagnosis.look(picture, self.now())
            self.number += 1
            if step is not None:
                said.append((EVERY_S * index, step))
        return said
