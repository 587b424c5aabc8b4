"""How often, and since when, each pixel has been different."""

from __future__ import annotations

from datetime import UTC, datetime

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

CERTAIN = 0.3
"""Difference under which a textured pixel certainly shows the place as it was."""

CAP = 12
"""Most visits counted, so that what was taken away is soon forgotten."""

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

NEVER = np.iinfo(np.int32).max


class EvidenceMap:
    """Counts, per pixel, the visits that saw a lasting change, and remembers the first.

    A visit that sees the pixel changed, and as it was at the visit before, adds one. One that
    certainly sees it as a reference halves the count, one that perhaps does takes one off. One
    that cannot say leaves it.

    Args:
        counts: uint8 (H, W), visits counted.
        onsets: int32 (H, W), seconds since ``EPOCH`` of the visit the count began with; ``NEVER``
            where it is 0.
    """

    def __init__(self, counts: npt.NDArray[np.uint8], onsets: npt.NDArray[np.int32]) -> None:
        self.counts = counts
        self.onsets = onsets

    @classmethod
    def empty(cls, width: int, height: int) -> EvidenceMap:
        """Start with nothing changed."""
        return cls(np.zeros((height, width), np.uint8), np.full((height, width), NEVER, np.int32))

    def visit(
        self,
        changed: BoolMap,
        steady: BoolMap,
        certain: BoolMap,
        cannot_say: BoolMap,
        at: datetime,
        *,
        infrared: bool,
    ) -> None:
        """Take a visit in.

        Args:
            changed: Where it differs from the place as it was.
            steady: Where it looks as at the visit before in the same kind of light.
            certain: Where it certainly shows the place as it was.
            cannot_say: Where nothing can be told.
            at: Its capture time, UTC.
            infrared: Whether it was made in infrared light, where plain surfaces look alike and a
                likeness without texture means nothing.
        """
        counts = self.counts.astype(np.int16)
        more = np.minimum(counts + (changed & steady), CAP)
        less = np.where(certain, counts // 2, counts if infrared else np.maximum(counts - 1, 0))
        counts = np.where(changed, more, less)
        self.counts = np.where(cannot_say, self.counts, counts).astype(np.uint8)
        now = moment(at)
        begun = (self.counts > 0) & (self.onsets == NEVER)
        self.onsets = np.where(begun, np.int32(now), self.onsets)
        self.onsets = np.where(self.counts == 0, np.int32(NEVER), self.onsets).astype(np.int32)

    def changed(self, measured: FloatMap, noise: FloatMap) -> BoolMap:
        """Say where a visit differs from the place as it was more than usual."""
        least = np.where(self.counts > 0, np.float32(STILL_DIFFERENT), np.float32(DIFFERENT))
        restless = noise * np.float32(RESTLESS_FACTOR) + np.float32(RESTLESS_MARGIN)
        changed: BoolMap = measured > np.maximum(least, restless)
        return changed

    def older_than(self, at: datetime, hours: float) -> BoolMap:
        """Say where the change began at least so long before."""
        older: BoolMap = self.onsets <= moment(at) - round(hours * 3600)
        return older

    def clear(self, where: BoolMap) -> None:
        """Count anew."""
        self.counts = np.where(where, np.uint8(0), self.counts).astype(np.uint8)
        self.onsets = np.where(where, np.int32(NEVER), self.onsets).astype(np.int32)


def moment(at: datetime) -> int:
    """Return whole seconds since ``EPOCH``; 31 bits of them last until 2088."""
    return int((at - EPOCH).total_seconds())
