"""Black pictures."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.views import Views

BRIGHTEST_BELOW = 30.0
"""Grey levels (of 255) that the picture's brighter blocks stay under: one vendor's limit for mean
brightness (DOMAIN). A recording made darker to a fifth, its noise kept, has 40 and more there."""

SPREAD_BELOW = 10.0
"""Grey levels between bright and dark blocks: a night scene at .15 of its brightness still has 15
to 30, a black picture with noise of 6 levels under 1. The vendor's contrast of 25 would call every
unlit street black."""

LEAST_SPREAD = 3.5
"""With less than this between bright and dark blocks nobody sees anything, even where edges could
still be computed: a street at a twentieth of its light has 4 to 7, at a fiftieth 2 to 3."""

WELL_ABOVE = 1.3
"""Beyond this multiple of the limits it is well again."""

HOLD_S = 30.0
CLEAR_HOLD_S = 30.0

RECOGNISED = 0.3
"""Share of the blocks with lasting edges in which these are still found: .11 to .34 at .15 of its
brightness on a bare road, .9 on a street; under .05 in a black picture."""

_TEXT_ROWS = 1
"""Rows of blocks at top and bottom (11 % each) that an on-screen clock or name may fill."""


class BlackCheck:
    """Nothing can be seen: neither light nor shapes.

    Brightness alone does not do: dusk and infrared nights are dark and show everything. What is
    bright within the rows at top and bottom is passed over, so that a clock drawn into a black
    picture does not light it up.

    Args:
        seen: What masks leave.
        views: What the place looks like; where its edges are still found it is dark, not black.
    """

    fault = PictureFault.BLACK
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen, views: Views) -> None:
        self._views = views
        kept = seen.blocks.copy()
        kept[:_TEXT_ROWS] = kept[-_TEXT_ROWS:] = False
        self._kept = kept if kept.any() else seen.blocks

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        values = np.sort(glance.brightness[self._kept])
        low = float(values[int(0.05 * (values.size - 1))])
        high = float(values[int(np.ceil(0.95 * (values.size - 1)))])
        over = high <= BRIGHTEST_BELOW and high - low < SPREAD_BELOW
        if over and high - low >= LEAST_SPREAD:
            lasting = int(np.count_nonzero(self._views.lasting()))
            found = int(np.count_nonzero(self._views.recognised(glance)))
            over = not lasting or found < RECOGNISED * lasting
        well = high > WELL_ABOVE * BRIGHTEST_BELOW or high - low > WELL_ABOVE * SPREAD_BELOW
        return Sign(high, BRIGHTEST_BELOW, over, well, HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Nothing is learned: black is black."""
