"""Since when each pixel has been different for good, whatever came and went there before."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from detectors.construction.evidence_map import NEVER, moment
from detectors.picture import BoolMap

MOST = 14
"""Most visits by which those that saw a pixel changed outweigh those that did not."""

NOTHING = -1


class ArrivalMap:
    """The visit that best divides a pixel's past into as it was and changed.

    Page's cumulative sum (1954): a visit that sees the pixel changed adds one, one that sees it as
    it was takes one off, and below nothing the pixel begins anew. So a scrap from days before, seen
    once and not again, does not lend its age to what came since, as it does where a likeness that
    cannot be told leaves the count.

    Args:
        sums: int8 (H, W), visits for less those against; ``NOTHING`` where nothing has begun.
        onsets: int32 (H, W), seconds since ``EPOCH`` of the visit the sum began with, or ``NEVER``.
    """

    def __init__(self, sums: npt.NDArray[np.int8], onsets: npt.NDArray[np.int32]) -> None:
        self.sums = sums
        self.onsets = onsets

    @classmethod
    def empty(cls, width: int, height: int) -> ArrivalMap:
        """Start with nothing changed."""
        return cls(
            np.full((height, width), NOTHING, np.int8),
            np.full((height, width), NEVER, np.int32),
        )

    def visit(self, changed: BoolMap, told: BoolMap, at: datetime, *, infrared: bool) -> None:
        """Take a visit in.

        Args:
            changed: Where it differs from the place as it was.
            told: Where it could be told.
            at: Its capture time, UTC.
            infrared: Whether it was made in infrared light, where a likeness says nothing.
        """
        more = changed & told
        begun = more & (self.sums == NOTHING)
        sums = np.where(begun, np.int8(0), self.sums) + more.astype(np.int8)
        if not infrared:
            sums = sums - (told & ~changed)
        self.sums = np.clip(sums, NOTHING, MOST).astype(np.int8)
        onsets = np.where(begun, np.int32(moment(at)), self.onsets)
        onsets = np.where(self.sums == NOTHING, np.int32(NEVER), onsets)
        self.onsets = onsets.astype(np.int32)

    def clear(self, where: BoolMap) -> None:
        """Begin anew."""
        self.sums = np.where(where, np.int8(NOTHING), self.sums).astype(np.int8)
        self.onsets = np.where(where, np.int32(NEVER), self.onsets).astype(np.int32)
