"""A figure's usual value."""

from __future__ import annotations

from dataclasses import dataclass

LEARNING_LOOKS = 30
"""Looks from which a usual value is one: five minutes at the default interval."""

WEIGHT = 0.01
"""Share of the newest look afterwards: half of it is forgotten in 70 looks, so that seasons and the
hours of a day are followed, and a fault that holds for minutes is not taken for usual."""


@dataclass(slots=True)
class Level:
    """Mean of a figure: of all looks while learning, then of the newer ones.

    Attributes:
        mean: The figure.
        looks: How many were taken, up to ``LEARNING_LOOKS``.
    """

    mean: float = 0.0
    looks: int = 0

    @property
    def known(self) -> bool:
        """Whether enough was seen."""
        return self.looks >= LEARNING_LOOKS

    def learn(self, value: float) -> None:
        """Take a look's figure."""
        weight = WEIGHT if self.known else 1.0 / (self.looks + 1)
        self.looks = min(LEARNING_LOOKS, self.looks + 1)
        self.mean += weight * (value - self.mean)
