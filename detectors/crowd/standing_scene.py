"""Whether a picture shows anything that the last counted one did not."""

from __future__ import annotations

from datetime import datetime, timedelta

import cv2
import numpy as np
import numpy.typing as npt

DIFFERENCE = 8
"""Grey levels from which a pixel of 320 shows something else: well under what moves (14), well over
camera noise after smoothing."""

LEAST_PIXELS = 3
"""Fewer are compression. A person of 20 px in a picture of 640 covers twice as many."""

LONGEST = timedelta(seconds=60)
"""The model looks again after so long whatever the pictures are like."""

Light = npt.NDArray[np.uint8]


class StandingScene:
    """Remembers the last picture that the model counted in.

    Most cameras of a village show nobody for most of a day. Where no pixel differs, the model
    would find what it found: it need not look, and that is most of what a look costs.
    """

    def __init__(self) -> None:
        self._light: Light | None = None
        self._at: datetime | None = None

    def stands(self, light: Light, at: datetime) -> bool:
        """Say whether a picture shows what the last counted one showed.

        Args:
            light: uint8 (rows, 320), smoothed grey levels.
            at: Capture time, UTC.
        """
        if self._light is None or self._at is None or self._light.shape != light.shape:
            return False
        if not timedelta(0) <= at - self._at < LONGEST:
            return False
        differs = cv2.threshold(
            cv2.absdiff(light, self._light), DIFFERENCE - 1, 1, cv2.THRESH_BINARY
        )[1]
        return int(cv2.countNonZero(differs)) < LEAST_PIXELS

    def counted(self, light: Light, at: datetime) -> None:
        """Remember a picture that the model counted in.

        Args:
            light: As for ``stands``; it must not be changed afterwards.
            at: Capture time, UTC.
        """
        self._light, self._at = light, at
