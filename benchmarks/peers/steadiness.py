"""Whether something grew over a long run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

_BASE_S = 30.0
"""The base is the middle of the samples of so long up to the end of settling."""

_LAST_S = 60.0
"""Likewise for the end: so long."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Whether a figure grew after the time of settling.

    Attributes:
        base: Its value when settling ended.
        lowest: From then on.
        highest: From then on.
        last: Middle of its values in the last minute.
    """

    base: float
    lowest: float
    highest: float
    last: float

    @classmethod
    def of(cls, samples: Sequence[tuple[float, float | None]], settle_s: float) -> Self | None:
        """Judge samples.

        Args:
            samples: Times in seconds, ascending, with values; None where there was none.
            settle_s: When settling ends.

        Returns:
            None if there are no values on either side of that moment.
        """
        known = [(at_s, value) for at_s, value in samples if value is not None]
        before = [value for at_s, value in known if settle_s - _BASE_S <= at_s <= settle_s]
        after = [(at_s, value) for at_s, value in known if at_s > settle_s]
        if not before or not after:
            return None
        end_s = after[-1][0]
        values = [value for _, value in after]
        last = [value for at_s, value in after if at_s > end_s - _LAST_S]
        return cls(median(before), min(values), max(values), median(last))

    @property
    def growth_share(self) -> float:
        """How far the highest value lies above the base, as a share of it."""
        return self.highest / self.base - 1 if self.base else 0.0

    @property
    def drift_share(self) -> float:
        """How far the end lies above the base, as a share of it."""
        return self.last / self.base - 1 if self.base else 0.0

    @property
    def spread(self) -> float:
        """Between the lowest and the highest value, the base included."""
        return max(self.highest, self.base) - min(self.lowest, self.base)
