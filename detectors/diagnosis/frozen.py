"""Frozen pictures."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign

SAME_SHARE = 0.9
"""Share of blocks of 16 x 16 pixels that are equal to the look before, to the last bit. A sensor's
noise makes a living picture differ nearly everywhere even where nothing moves: measured on key
frames re-encoded with x264 at quantisers 23, 30 and 38, at most .05 of the blocks of a static day
scene with noise of .3 grey levels are equal, .33 of a dark one at 1.1 kB a key frame, .11 of the
recordings. A frozen picture has 1, with an on-screen clock running .95 or more."""

WELL_SHARE = 0.6

HOLD_S = 60.0
"""At a camera that was seen alive: seven looks, all equal."""

UNKNOWN_HOLD_S = 600.0
"""At one that never was: a generated picture, or an encoder that repeats itself before a scene with
no noise at all, changes at some time within this."""

CLEAR_HOLD_S = 20.0

LEAST_SPREAD = 2.0
"""A picture whose blocks differ by less than this has nothing that could be frozen; it is black or
covered."""

LEAST_SHARE = 0.1
"""So much of the picture must be neither black nor burnt out, where every look is the same."""

_DARK, _BRIGHT = 12, 243

FORGET_S = 900.0
"""A look longer ago than this is not compared with."""


class FrozenCheck:
    """The picture repeats itself although frames keep coming.

    Decoded key frames are compared, not their bytes: with a clock drawn into it no frame equals
    another, and an encoder may write the same picture in other bytes.

    Args:
        seen: What masks leave.
    """

    fault = PictureFault.FROZEN
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen) -> None:
        self._seen = seen.prints
        self._print: npt.NDArray[np.uint32] | None = None
        self._at: datetime | None = None
        self._since: datetime | None = None
        self.alive = False

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look against the one before."""
        before, before_at = self._print, self._at
        self._print, self._at = glance.print, at
        if before is None or before_at is None or not self._seen.any():
            return None
        if not 0.0 < (at - before_at).total_seconds() <= FORGET_S:
            self._since = None
            return None
        green = glance.samples[:, :, 1]
        telling = self._seen & (green > _DARK) & (green < _BRIGHT)
        count = int(np.count_nonzero(telling))
        if count < LEAST_SHARE * telling.size or glance.deviation < LEAST_SPREAD:
            self._since = None
            return None
        share = int(np.count_nonzero((before == glance.print) & telling)) / count
        hold_s = HOLD_S if self.alive else UNKNOWN_HOLD_S
        over = share >= SAME_SHARE
        if over:
            self._since = self._since or before_at
        elif share < WELL_SHARE:
            self._since = None
            self.alive = True
        since = self._since or at
        return Sign((at - since).total_seconds(), hold_s, over, share < WELL_SHARE, hold_s)

    def learn(self, glance: Glance, at: datetime) -> None:
        """What is learned, that the camera lives, is learned by looking."""
