"""What is usual of a place's detail in one kind of light."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detectors.diagnosis.level import LEARNING_LOOKS, WEIGHT
from detectors.diagnosis.seen import BLOCKS_HIGH, BLOCKS_WIDE
from detectors.picture import FloatMap


def _empty() -> FloatMap:
    return np.zeros((BLOCKS_HIGH, BLOCKS_WIDE), np.float32)


@dataclass(slots=True)
class Texture:
    """Means by block: of all looks while learning, then of the newer ones.

    Attributes:
        detail: float32 (9, 16), ``Glance.detail``.
        edges: float32 (9, 16), ``Glance.edges``.
        noise: Standard deviation, grey levels.
        looks: How many were taken, up to ``LEARNING_LOOKS``.
    """

    detail: FloatMap = field(default_factory=_empty)
    edges: FloatMap = field(default_factory=_empty)
    noise: float = 0.0
    looks: int = 0

    @property
    def known(self) -> bool:
        """Whether enough was seen."""
        return self.looks >= LEARNING_LOOKS

    def learn(self, detail: FloatMap, edges: FloatMap, noise: float) -> None:
        """Take a look."""
        weight = WEIGHT if self.known else 1.0 / (self.looks + 1)
        self.looks = min(LEARNING_LOOKS, self.looks + 1)
        self.detail += np.float32(weight) * (detail - self.detail)
        self.edges += np.float32(weight) * (edges - self.edges)
        self.noise += weight * (noise - self.noise)
