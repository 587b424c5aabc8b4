"""Covered lenses."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.views import Views
from detectors.picture import BoolMap, FloatMap

STRUCTURED = 1.5
"""Mean steepness (grey levels per pixel at 160x90) from which a block with lasting edges shows
something. 90 to 100 % of the blocks of a street by day have twice that, 60 to 90 % at night with
infrared, 10 % of a bare road."""

EMPTY = 1.2
"""Steepness under which a block shows nothing: noise of 10 grey levels alone makes .9."""

LOST_TO = 0.25
"""Of a block that showed much, less than this share of its steepness a moment ago is left."""

LOST_SHARE = 0.5
"""Share of the structured blocks lost at once. A lorry whose bare side fills half of the picture
takes .45; a lamp switched off or fog that takes .85 of the contrast takes under .1, since what is
left is where it was."""

WELL_SHARE = 0.4

BLANK_SHARE = 0.97
"""Without a past: nearly no block shows anything, for ``BLANK_HOLD_S``."""

HOLD_S = 60.0
BLANK_HOLD_S = 600.0
CLEAR_HOLD_S = 30.0

MEMORY_S = 120.0
"""What was there a moment ago: mean with this time constant. Dusk and fog are slower and take it
along with them, a hand or a bag is not."""

LEAST_BLOCKS = 16
"""With fewer structured blocks nothing can be lost."""

_DARK, _BRIGHT = 12.0, 245.0
"""Blocks beyond these are black or burnt out, which are other faults."""


class CoveredCheck:
    """A large part of the picture suddenly shows nothing.

    While that is so the memory stands still: what covers the lens must not become usual.

    Args:
        seen: What masks leave.
        views: What the place looks like: edges that last can be lost, a passing car's cannot, and
            edges that are still where they belong are not lost, however faint.
    """

    fault = PictureFault.COVERED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen, views: Views) -> None:
        self._seen = seen.blocks
        self._views = views
        self.memory: FloatMap | None = None
        self._learned_at: datetime | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        if self.memory is None:
            return self._blank(glance)
        structured = self._views.lasting() & (self.memory >= STRUCTURED)
        count = int(np.count_nonzero(structured))
        if count < LEAST_BLOCKS:
            return self._blank(glance)
        left = np.maximum(EMPTY, LOST_TO * self.memory)
        gone = structured & self._lit(glance) & (glance.edges <= left)
        if np.count_nonzero(gone) >= WELL_SHARE * count:
            gone &= ~self._views.recognised(glance)
        lost = float(np.count_nonzero(gone)) / count
        return Sign(lost, LOST_SHARE, lost >= LOST_SHARE, lost < WELL_SHARE, HOLD_S)

    def _lit(self, glance: Glance) -> BoolMap:
        lit: BoolMap = (glance.brightness > _DARK) & (glance.brightness < _BRIGHT)
        return lit & self._seen

    def _blank(self, glance: Glance) -> Sign:
        """Judge without a past."""
        empty = self._lit(glance) & (glance.edges <= EMPTY)
        share = float(np.count_nonzero(empty)) / max(1, int(np.count_nonzero(self._seen)))
        return Sign(share, BLANK_SHARE, share >= BLANK_SHARE, share < BLANK_SHARE, BLANK_HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Remember the look for the next two minutes."""
        before = self._learned_at
        self._learned_at = at
        if self.memory is None or before is None:
            self.memory = glance.edges.copy()
            return
        passed_s = max(0.0, (at - before).total_seconds())
        weight = np.float32(1.0 - np.exp(-passed_s / MEMORY_S))
        self.memory += weight * (glance.edges - self.memory)
