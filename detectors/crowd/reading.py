"""One figure of a crowd beside its limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sharp_eyes.alert.measurement import Measurement

Quantity = Literal["people", "density", "peak_density"]


@dataclass(frozen=True, slots=True)
class CrowdReading:
    """A count or a density beside its limit.

    Attributes:
        quantity: Which figure.
        value: People, or people/m².
        limit: In the same unit.
        at_least: Whether it may be more.
        seconds_to_limit: By the trend; none where it says nothing.
    """

    quantity: Quantity
    value: float
    limit: float
    at_least: bool = False
    seconds_to_limit: float | None = None

    @property
    def load(self) -> float:
        """Value over limit."""
        return self.value / self.limit

    def measurement(self) -> Measurement:
        """Return it as alerts carry it."""
        ahead_s = self.seconds_to_limit
        return Measurement(
            quantity=self.quantity,
            value=round(self.value, 2),
            unit="people" if self.quantity == "people" else "people/m2",
            limit=self.limit,
            at_least=self.at_least,
            seconds_to_limit=None if ahead_s is None else round(ahead_s, 1),
        )
