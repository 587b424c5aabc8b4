"""What moved since the looks before."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.picture import BoolMap, FloatMap, Picture

WIDTH_PX = 320
"""Width at which motion is looked for."""

DIFFERENCE = 14.0
"""Grey levels (of 255) from which a pixel has moved; camera noise and compression stay below."""

MIN_PIXELS = 6
"""Smaller specks are noise."""

BACKGROUND_SHARE = 0.1
"""Share of a new picture in the slow background."""


class MotionFinder:
    """Compares a picture with the one before and with a slow background.

    The background finds who came and stands still now; the picture before finds who walks.
    Memory only: nothing of it is ever stored.
    """

    def __init__(self) -> None:
        self._previous: FloatMap | None = None
        self._background: FloatMap | None = None

    def look(self, image: Picture) -> BoolMap | None:
        """Take a picture.

        Returns:
            What moved, at a width of ``WIDTH_PX``; none at the first picture.
        """
        height = max(1, round(image.shape[0] * WIDTH_PX / image.shape[1]))
        full = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        grey = cv2.resize(full, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
        current: FloatMap = cv2.GaussianBlur(grey, (5, 5), 0).astype(np.float32)
        previous, background = self._previous, self._background
        self._previous = current
        if previous is None or background is None or previous.shape != current.shape:
            self._background = current
            return None
        moving = _differs(current, previous) | _differs(current, background)
        self._background = background + BACKGROUND_SHARE * (current - background)
        return _without_specks(moving)


def _differs(one: FloatMap, other: FloatMap) -> BoolMap:
    difference = one - other
    # The camera's exposure or a cloud shifts everything; that is no motion.
    differs: BoolMap = np.abs(difference - np.median(difference)) > DIFFERENCE
    return differs


def _without_specks(moving: BoolMap) -> BoolMap:
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(moving.astype(np.uint8))
    keep = stats[:, cv2.CC_STAT_AREA] >= MIN_PIXELS
    keep[0] = False
    kept: BoolMap = keep[labels]
    return kept
