"""How far apart looks are laid so that promises stretched by a factor are kept."""

from __future__ import annotations

from dataclasses import dataclass

HEADROOM = 0.12
"""The least headroom: looks which come together wait for each other without breaking a promise."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of all looks.

    Attributes:
        factor: By which every promise is stretched, published.
        headroom: Under overload a look is due this share of its interval before its deadline.
        stretched: Whether in the long run there is more to do than can be done. Only then looks are
            laid further apart; what came together once (after a start, or a moment without
            processor) stretches the promises until it is worked off, not the pace.
    """

    factor: float = 1.0
    headroom: float = HEADROOM
    stretched: bool = False

    @property
    def step(self) -> float:
        """Time from one look to the next on the grid, in promised intervals; the same for all."""
        return max(1.0, self.factor * (1.0 - self.headroom)) if self.stretched else 1.0
