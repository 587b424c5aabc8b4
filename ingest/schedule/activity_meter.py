"""How much moves before one camera, from what costs nothing or little."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LUMA_WIDTH = 32
LUMA_HEIGHT = 18

SIZES_KEPT = 48
"""Key-frame intervals over which sizes are compared: two minutes or so."""

SIZES_NEEDED = 12

VARIABLE_SPREAD = 1.5
"""Sizes whose ninth decile is so many times the first are of a variable bitrate. A constant one is
held within a few per cent whatever happens (measured: AUC .97 to 1.0 on VBR, .39 to .54 on CBR)."""

LASTING = 0.4
"""Correlation of sizes with those one interval before: movement lasts, noise of a rate control
does not."""

BUSY_SIZE = 4.0
"""Pictures so many times the size of quiet ones count as full activity."""

CHANGED_LUMA = 12
"""A pixel of the small picture that differs by more, of 255, has changed."""

BUSY_SHARE = 0.1
"""Changed pixels of this share of the picture count as full activity."""

WEIGHT = 0.5
"""Share of the newest value in the running mean."""


class ActivityMeter:
    """Says how active a scene is, 0 to 1; used only to look more often, never to look away.

    Sizes of the pictures between key frames are used where they tell something: where the bitrate
    is variable and its course lasts from one interval to the next. Otherwise consecutive decoded
    key frames are compared.
    """

    def __init__(self) -> None:
        self.level = 0.0
        self._sizes: deque[float] = deque(maxlen=SIZES_KEPT)
        self._sizes_tell = False
        self._luma: NDArray[np.int16] | None = None

    @property
    def wants_picture(self) -> bool:
        """Whether pictures have to be compared, because sizes tell nothing."""
        return not self._sizes_tell

    def sizes_came(self, mean_bytes: float) -> None:
        """Take the mean size of the pictures between two key frames.

        Args:
            mean_bytes: See ``KeyFrame.activity_bytes``.
        """
        self._sizes.append(mean_bytes)
        quiet, busy = _deciles(self._sizes)
        self._sizes_tell = (
            len(self._sizes) >= SIZES_NEEDED
            and busy >= VARIABLE_SPREAD * quiet
            and _lasting(self._sizes) >= LASTING
        )
        if self._sizes_tell:
            # The spread is over 1, so that quiet sizes are not 0 unless most are.
            ratio = mean_bytes / quiet if quiet > 0 else BUSY_SIZE
            self._follow((ratio - 1.0) / (BUSY_SIZE - 1.0))

    def picture_came(self, luma: NDArray[np.uint8]) -> None:
        """Take a decoded key frame; compared with the one before unless sizes tell.

        Args:
            luma: uint8 array of shape (``LUMA_HEIGHT``, ``LUMA_WIDTH``).
        """
        now = luma.astype(np.int16)
        before, self._luma = self._luma, now
        if before is None or self._sizes_tell:
            return
        difference = now - before
        # A cloud or the camera's own exposure changes all of the picture alike.
        difference -= np.int16(np.median(difference))
        changed = np.count_nonzero(np.abs(difference) > CHANGED_LUMA) / difference.size
        self._follow(changed / BUSY_SHARE)

    def _follow(self, value: float) -> None:
        self.level += WEIGHT * (min(1.0, max(0.0, value)) - self.level)


def _deciles(values: Sequence[float]) -> tuple[float, float]:
    """Return the first and the ninth."""
    ordered = sorted(values)
    tenth = len(ordered) // 10
    return ordered[tenth], ordered[-1 - tenth]


def _lasting(values: Sequence[float]) -> float:
    """Return the correlation of values with the ones before them, 0 for constant ones."""
    series = np.asarray(values, dtype=np.float64)
    series -= series.mean()
    power = float(series @ series)
    return float(series[1:] @ series[:-1]) / power if power > 0 else 0.0
