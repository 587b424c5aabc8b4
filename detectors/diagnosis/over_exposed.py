"""Over-exposed pictures."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign

BURNT_FROM = 245
"""Luma (of 255) from which nothing can be told apart any more."""

BURNT_SHARE = 0.6
"""Share of the picture burnt out. ``tree.avi``, half of whose picture is over-exposed sky, has .34
to .38; snow that covers two thirds of a picture lies at 200 to 235 and is not burnt."""

BRIGHT_MEAN = 220.0
"""Mean brightness of one vendor (DOMAIN), with which a share of ``LEAST_BURNT`` is enough."""

LEAST_BURNT = 0.45

WELL_SHARE = 0.4
HOLD_S = 60.0
CLEAR_HOLD_S = 30.0


class OverExposedCheck:
    """Most of the picture is burnt out to white.

    Args:
        seen: What masks leave.
    """

    fault = PictureFault.OVER_EXPOSED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        grey = glance.grey if self._seen.unseen is None else glance.grey[~self._seen.unseen]
        burnt = float(np.count_nonzero(grey >= BURNT_FROM)) / grey.size
        limit = BURNT_SHARE
        if glance.mean >= BRIGHT_MEAN:
            limit = LEAST_BURNT
        return Sign(burnt, limit, burnt >= limit, burnt < WELL_SHARE, HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Nothing is learned."""
