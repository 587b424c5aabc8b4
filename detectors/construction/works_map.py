"""Where works have been seen, and since when."""

from __future__ import annotations

import math
from datetime import datetime

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.evidence_map import NEVER, moment
from detectors.picture import BoolMap, FloatMap

STEP = 4
"""Pixels of a scene to a cell, across and down."""

MEMORY_H = 8.0
"""Time constant of the running mean where visits are frequent."""

MOST_WEIGHT = 0.35
"""Of one visit, where they are few: three agree before much is believed."""

INFRARED_WEIGHT = 0.35
"""Of a visit by infrared light, over that of one by day."""

BEGUN = 0.24
OVER = 0.17
"""Mean from which works count as begun in a cell, and under which they are gone. What is begun is
not taken for ground from which something left."""

LIKELY = 0.5
"""Mean from which nothing is learned of a place. From less, what was taken for works in doubt would
never be known for what it is."""

FEW_VISITS_H = 1.0
"""A visit that comes later than this after the one before is one of few."""


class WorksMap:
    """The running mean of what ``WorksSight`` says of each cell, and since when it says so.

    Args:
        mean: float32 (H / 4, W / 4), 0 to 1.
        onsets: int32 of the same shape, seconds since ``EPOCH`` of the visit at which the mean
            reached ``BEGUN``; ``NEVER`` where it has not, or has fallen under ``OVER`` since.
        seen_at: Capture time of the latest visit, UTC; none before the first.

    Attributes:
        told: bool (H / 4, W / 4): what was told of as lasting.
        few_visits: Whether the latest visit came long after the one before.
    """

    def __init__(
        self, mean: FloatMap, onsets: npt.NDArray[np.int32], seen_at: datetime | None = None
    ) -> None:
        self.mean = mean
        self.onsets = onsets
        self.seen_at = seen_at
        self.told: BoolMap = np.zeros(mean.shape, np.bool_)
        self.few_visits = False

    @classmethod
    def empty(cls, width: int, height: int) -> WorksMap:
        """Start with no works.

        Args:
            width: Of the scenes, px.
            height: Of the scenes, px.
        """
        shape = (height // STEP, width // STEP)
        return cls(np.zeros(shape, np.float32), np.full(shape, NEVER, np.int32))

    def visit(self, works: FloatMap, hidden: BoolMap, at: datetime, *, infrared: bool) -> None:
        """Take a visit in.

        Args:
            works: float32 (H / 4, W / 4), as ``WorksSight.look`` returns it.
            hidden: bool (H, W): where people or what passes stand, or nothing is seen.
            at: Its capture time, UTC.
            infrared: Whether it was made in infrared light.
        """
        since_h = 0.0 if self.seen_at is None else (at - self.seen_at).total_seconds() / 3600
        weight = min(MOST_WEIGHT, 1 - math.exp(-max(0.0, since_h) / MEMORY_H))
        if self.seen_at is None:
            weight = MOST_WEIGHT
        self.few_visits = since_h > FEW_VISITS_H
        self.seen_at = at
        told = cells_of(~hidden, least=0.5)
        share = np.where(told, np.float32(weight * (INFRARED_WEIGHT if infrared else 1)), 0)
        self.mean += share.astype(np.float32) * (works - self.mean)
        begun = (self.mean > BEGUN) & (self.onsets == NEVER)
        onsets = np.where(begun, np.int32(moment(at)), self.onsets)
        self.onsets = np.where(self.mean < OVER, np.int32(NEVER), onsets).astype(np.int32)

    def likely(self) -> BoolMap:
        """Say where there are works rather than not: bool (H, W)."""
        return pixels_of(self.told | (self.mean > np.float32(LIKELY)))

    def clear(self, where: BoolMap) -> None:
        """Begin anew there: bool (H, W)."""
        cells = cells_of(where, least=0.5)
        self.mean = np.where(cells, np.float32(0), self.mean)
        self.told = self.told & ~cells
        self.onsets = np.where(cells, np.int32(NEVER), self.onsets).astype(np.int32)

    def mean_over(self, where: BoolMap) -> float:
        """Return the mean over some ground: bool (H, W); 0 where that is nowhere."""
        cells = cells_of(where, least=0.5)
        if not cells.any():
            cells = cells_of(where, least=0.01)
        return float(self.mean[cells].mean()) if cells.any() else 0.0


def cells_of(where: BoolMap, *, least: float) -> BoolMap:
    """Bring a map to cells: those of which at least this share is marked."""
    size = (where.shape[1] // STEP, where.shape[0] // STEP)
    share = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    cells: BoolMap = share >= least
    return cells


def pixels_of(cells: BoolMap) -> BoolMap:
    """Bring cells back to a map of pixels."""
    size = (cells.shape[1] * STEP, cells.shape[0] * STEP)
    pixels: BoolMap = cv2.resize(
        cells.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST
    ).astype(np.bool_)
    return pixels
