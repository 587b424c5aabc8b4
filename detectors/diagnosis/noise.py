"""Noisy pictures."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.sign import Sign
from detectors.picture import GreyPicture

LEAST = 5.0
"""Standard deviation of the noise (grey levels at 320x180) that counts as heavy at all: 15 levels
in a picture of 640x360. Clean recordings have .1 to 1.4, leaves in the wind 2.9 to 4.7."""

ABOVE_USUAL = 3.0
"""And so much above what is usual in this light, since texture counts as noise here."""

UNKNOWN = 8.0
"""Limit where the usual noise is not known: 25 levels in a picture of 640x360. It must then differ
from the look before, too: a circuit board or a hedge is textured like grain, but stands still."""

_CHANGE_SCALE = 2.0 * 1.4826 / float(np.sqrt(2.0))
"""From the median absolute difference of two looks at 160x90 to the standard deviation at 320x180:
half of the noise is left there; 1.4826 makes a median of absolute normal values a standard
deviation; two looks differ by the root of two times it."""

WELL_BELOW = 0.8
HOLD_S = 180.0
"""Rain and snow on their way through pass sooner, or are no worse than leaves."""
CLEAR_HOLD_S = 60.0


class NoiseCheck:
    """Grain or snow that does not belong to the scene (a weak signal, a worn sensor)."""

    fault = PictureFault.NOISE
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self) -> None:
        self.usual = Levels()
        self._before: GreyPicture | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        if glance.noise is None:
            return None
        usual = self.usual.known(glance.light)
        if usual is None:
            return self._without_a_past(glance, glance.noise)
        self._before = None
        limit = max(LEAST, usual + ABOVE_USUAL)
        over = glance.noise >= limit
        return Sign(glance.noise, limit, over, glance.noise < WELL_BELOW * limit, HOLD_S)

    def _without_a_past(self, glance: Glance, noise: float) -> Sign | None:
        before, self._before = self._before, glance.grey
        if noise >= UNKNOWN:
            if before is None:
                return None
            change = glance.grey.astype(np.int16) - before
            middle = np.median(change)
            noise = min(noise, _CHANGE_SCALE * float(np.median(np.abs(change - middle))))
        return Sign(noise, UNKNOWN, noise >= UNKNOWN, noise < WELL_BELOW * UNKNOWN, HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take the look's noise as usual."""
        if glance.noise is not None:
            self.usual.learn(glance.light, glance.noise)
