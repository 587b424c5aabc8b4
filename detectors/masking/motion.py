"""What moved since the looks before."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from detectors.picture import BoolMap, FloatMap, Picture

WIDTH_PX = 320
"""Width at which motion is looked for."""

DIFFERENCE = 14.0
"""Grey levels (of 255) from which a pixel has moved; camera noise and compression stay below."""

MIN_PIXELS = 6
"""Smaller specks are noise."""

BACKGROUND_SHARE = 0.1
"""Share of a new picture in the slow background."""

_STEPS = 256
"""Of the background in one grey level: it moves by a tenth of a level and less."""


class MotionFinder:
    """Compares a picture with the one before and with a slow background.

    The background finds who came and stands still now; the picture before finds who walks.
    Memory only: nothing of it is ever stored. A camera's is 0.2 MB, and a town has 440: grey
    levels are kept as bytes, the background in 16 bits. What moved is found when it is asked for,
    since of most looks nobody asks.
    """

    def __init__(self) -> None:
        self._current: npt.NDArray[np.uint8] | None = None
        self._previous: npt.NDArray[np.uint8] | None = None
        # Of the pictures before the current one, in steps.
        self._background: npt.NDArray[np.uint16] | None = None

    def look(self, image: Picture) -> None:
        """Take a picture: BGR uint8 (height, width, 3)."""
        height = max(1, round(image.shape[0] * WIDTH_PX / image.shape[1]))
        full = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        grey = cv2.resize(full, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
        before = self._current
        self._current = np.asarray(cv2.GaussianBlur(grey, (5, 5), 0), np.uint8)
        if before is None or before.shape != self._current.shape:
            self._previous = self._background = None
            return
        steps = before.astype(np.uint16) * _STEPS
        if self._background is None:
            self._background = steps
        else:
            cv2.addWeighted(
                self._background,
                1 - BACKGROUND_SHARE,
                steps,
                BACKGROUND_SHARE,
                0,
                dst=self._background,
            )
        self._previous = before

    @property
    def light(self) -> npt.NDArray[np.uint8] | None:
        """The last picture: smoothed grey levels (rows, ``WIDTH_PX``), not to be changed."""
        return self._current

    def moving(self) -> BoolMap | None:
        """Return what moved up to the last picture.

        Returns:
            bool (rows, ``WIDTH_PX``); none at the first picture, and of a size at its first.
        """
        if self._current is None or self._previous is None or self._background is None:
            return None
        current = self._current.astype(np.float32)
        background = self._background.astype(np.float32) / np.float32(_STEPS)
        moving = _differs(current, self._previous) | _differs(current, background)
        return _without_specks(moving)


def _differs(one: FloatMap, other: FloatMap | npt.NDArray[np.uint8]) -> BoolMap:
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
