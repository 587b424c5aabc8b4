"""What lasts of what is seen where the view is not."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.diagnosis.seen import BLOCKS_HIGH, BLOCKS_WIDE, MAP_HEIGHT, MAP_WIDTH
from detectors.diagnosis.view import Directions
from detectors.picture import FloatMap

LEAST_WEIGHT = 1.0 / 16.0
"""Share of the newest look once there are more than sixteen."""


class Instead:
    """Mean of the directions of looks that did not show the view.

    Traffic, rain and grain cancel out in it, so that a place is recognised behind them; what lasts
    is told from them by how much of each look's own power is left in the mean.
    """

    def __init__(self) -> None:
        self.looks = 0
        # Half precision: it is there for as long as a view is not in its place, 58 kB.
        self._mean = np.zeros((2, MAP_HEIGHT, MAP_WIDTH), np.float16)
        self._own: FloatMap = np.zeros((BLOCKS_HIGH, BLOCKS_WIDE), np.float32)
        self._chance = 0.0

    @property
    def mean(self) -> Directions:
        """float32 (2, 90, 160)."""
        return self._mean.astype(np.float32)

    def learn(self, directions: Directions) -> None:
        """Take one more look."""
        self.looks += 1
        weight = max(1.0 / self.looks, LEAST_WEIGHT)
        mean = self.mean
        mean += np.float32(weight) * (directions - mean)
        self._mean = mean.astype(np.float16)
        self._own += np.float32(weight) * (_power(directions) - self._own)
        self._chance = (1.0 - weight) ** 2 * self._chance + weight**2

    def lasting(self) -> FloatMap:
        """Return the power of what two looks have in common, (9, 16); noise alone has 0.

        Without what chance leaves in a mean: of looks that have nothing in common, as much of their
        power as the sum of their squared weights.
        """
        if self._chance >= 1.0:
            return np.zeros_like(self._own)
        common = (_power(self.mean) - self._chance * self._own) / (1.0 - self._chance)
        return np.asarray(common, np.float32)


def _power(directions: Directions) -> FloatMap:
    values = np.asarray(directions[0] ** 2 + directions[1] ** 2, np.float32)
    size = (BLOCKS_WIDE, BLOCKS_HIGH)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)
