"""Where in a picture a view was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The best place of a view in a picture that does not show it where it belongs.

    Attributes:
        right: Shift to the right, px of 160x90.
        down: Shift downwards, px of 160x90.
        peak: Correlation there, -1 to 1.
        second: Best correlation more than 3 px from there.
        still: Best correlation within 1 px of no shift.
        clearness: Peak over the standard deviation of the correlation more than 3 px from there:
            unlike the peak itself it does not fall with what else is in the picture.
    """

    right: int
    down: int
    peak: float
    second: float
    still: float
    clearness: float

    @property
    def far(self) -> int:
        """The larger of both shifts, px of 160x90."""
        return max(abs(self.right), abs(self.down))
