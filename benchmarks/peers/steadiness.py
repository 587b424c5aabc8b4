"""Whether something grew over a long run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

_SPAN_S = 60.0
"""What is compared are the middles of so long: the samples of a moment swing with what is alive in
it, a camera that floods or a large key frame, and growth is what stays."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Whether a figure grew after the time of settling.

    Attributes:
        base: Middle of its values in the last minute of settling.
        lowest: From then on, of any moment.
        highest: From then on, of any moment.
        highest_span: Highest middle of a minute from then on.
        last: Middle of its values in the last minute.
    """

    base: float
    lowest: float
    highest: float
    highest_span: float
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
        before = [value for at_s, value in known if settle_s - _SPAN_S <= at_s <= settle_s]
        after = [(at_s, value) for at_s, value in known if at_s > settle_s]
        if not before or not after:
            return None
        values = [value for _, value in after]
        first_s, end_s = after[0][0], after[-1][0]
        ends = [at_s for at_s, _ in after if at_s >= min(first_s + _SPAN_S, end_s)]
        middles = [
            median([value for at_s, value in after if end - _SPAN_S < at_s <= end]) for end in ends
        ]
        return cls(median(before), min(values), max(values), max(middles), middles[-1])

    @property
    def growth_share(self) -> float:
        """How far the highest minute lies above the base, as a share of it."""
        return self.highest_span / self.base - 1 if self.base else 0.0

    @property
    def drift_share(self) -> float:
        """How far the end lies above the base, as a share of it."""
        return self.last / self.base - 1 if self.base else 0.0

    @property
    def spread(self) -> float:
        """Between the lowest and the highest value, the base included."""
        return max(self.highest, self.base) - min(self.lowest, self.base)
