"""How long each pixel has been different, visit by visit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from detectors.picture import BoolMap, FloatMap

DIFFERENT = 0.55
"""Difference from which a pixel begins to count as changed."""

STILL_DIFFERENT = 0.4
"""Difference from which a pixel that counts goes on counting."""

RESTLESS_FACTOR = 1.5
RESTLESS_MARGIN = 0.3
"""Where visits usually differ by m, only a difference over 1.5 m + .3 is a change: a tree in the
wind (m about .6) never gets there."""

UNSTABLE = 0.6
"""Difference from the visit before from which a pixel is not standing still."""

MAX_AGE = 255


class ChangeMap:
    """Counts, per pixel, the visits that saw a lasting change.

    A visit that sees the pixel changed, and as it was at the visit before, adds one. One that sees
    it as the reference halves the count. One that cannot say (hidden, out of the picture, changed
    but not standing still) leaves it.

    Args:
        ages: uint8 (H, W), visits counted so far.
    """

    def __init__(self, ages: npt.NDArray[np.uint8]) -> None:
        self.ages = ages

    @classmethod
    def empty(cls, width: int, height: int) -> ChangeMap:
        """Start with nothing changed."""
        return cls(np.zeros((height, width), np.uint8))

    def visit(
        self,
        measured: FloatMap,
        noise: FloatMap,
        unlike_before: FloatMap | None,
        hidden: BoolMap,
        *,
        cap: int,
    ) -> None:
        """Take a visit in.

        Args:
            measured: Difference from the reference.
            noise: How different visits usually are.
            unlike_before: Difference from the visit before; none when there was none.
            hidden: Where the place could not be seen.
            cap: Highest count kept, so that what was taken away is soon forgotten.
        """
        changed = self.changed(measured, noise)
        if unlike_before is None:
            steady = np.zeros_like(changed)
        else:
            steady = unlike_before < np.maximum(UNSTABLE, noise * RESTLESS_FACTOR)
        older = np.minimum(self.ages.astype(np.int16) + 1, min(cap, MAX_AGE)).astype(np.uint8)
        ages = np.where(changed & steady, older, self.ages)
        ages = np.where(changed, ages, ages // 2)
        self.ages = np.where(hidden, self.ages, ages).astype(np.uint8)

    def changed(self, measured: FloatMap, noise: FloatMap) -> BoolMap:
        """Say where a visit differs from the reference more than usual."""
        least = np.where(self.ages > 0, STILL_DIFFERENT, DIFFERENT)
        changed: BoolMap = measured > np.maximum(least, noise * RESTLESS_FACTOR + RESTLESS_MARGIN)
        return changed

    def lasting(self, visits: int) -> BoolMap:
        """Say where the change has been seen at ``visits`` visits or more."""
        lasting: BoolMap = self.ages >= visits
        return lasting
