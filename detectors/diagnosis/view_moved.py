"""Cameras that do not show their place any more."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.view import Directions
from detectors.diagnosis.views import Views

LOOK_CLOSER = 0.5
"""Share of the usual blocks in place below which the view is looked for elsewhere. A shift by 1 %
of the width, as wind on a pole makes it, leaves .8; by 2 % .2 to .45; a rotation by 2 degrees .35
to .5; a lorry over half of the picture .5; leaves in the wind .6; snow on the ground .7 or more."""

LOST = 0.4
"""Below this the view is gone even if it is not found elsewhere (turned away, zoomed by 1.15,
rotated by 4 degrees and more: 0 to .3), unless what is left of it is still in its place: a
lorry over 90 % of the picture leaves .15 to .3."""

LEAST_SHIFT_PX = 2
"""Of 160: 1.3 % of the width."""

FOUND = 0.3
"""Correlation of the view elsewhere. Shifts of 1 to 30 % of the width have .35 to .9; the best
chance one between different scenes is .1, between a scene and itself mirrored .3."""

CLEARLY = 1.5
"""The best place must be so much better than the second best; shifts reach 1.9 and more."""

LEAST_STRUCTURE = 0.2
"""With less structure than this share of the usual one, the picture shows nothing (covered, fog,
black), and that says nothing of where the camera looks."""

STEADY = 0.35
"""Correlation with the look before from which what is seen instead is a view, and not noise, rain
or a crowd: two looks of one place have .5 to .95, two of rain before a bare road under .2."""

INSTEAD = 2.0
"""And so many times the correlation with the view unmoved: in the dark what is left of a bare
road is steady too, and is that road."""

LEAST_BLOCKS = 12
"""With fewer blocks of lasting edges a view cannot be recognised."""

FOUND_HOLD_S = 60.0
LOST_HOLD_S = 180.0
"""A lorry that fills the picture moves on, or leaves a rim in its place."""

CLEAR_HOLD_S = 60.0


class ViewMovedCheck:
    """The picture's lasting edges are not where they belong.

    Args:
        seen: What masks leave.
        views: What the place looks like; learned here.
    """

    fault = PictureFault.VIEW_MOVED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen, views: Views) -> None:
        self._seen = seen
        self._views = views
        self.usual = Levels()
        self._instead: Directions | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look against the view in the same kind of light."""
        view = self._views.known(glance.light)
        usual = self.usual.known(glance.light)
        if view is None or usual is None or usual <= 0.0:
            return None
        if np.count_nonzero(view.usable(self._seen)) < LEAST_BLOCKS:
            return None
        place, structure = view.compare(glance.directions, self._seen)
        share = place / usual
        if share >= LOOK_CLOSER:
            self._instead = None
            return Sign(share, LOST, over=False, well=True, hold_s=LOST_HOLD_S)
        if structure < LEAST_STRUCTURE:
            return None
        peak, second, still, (right, down) = view.shift(glance.directions)
        clear = peak >= CLEARLY * second
        if max(abs(right), abs(down)) >= LEAST_SHIFT_PX and peak >= FOUND and clear:
            return Sign(share, LOOK_CLOSER, over=True, well=False, hold_s=FOUND_HOLD_S)
        # What is left of it correlates without a shift: something stands before the rest.
        rim = still >= peak - 1e-6 and clear
        lost = share < LOST and not rim and self._steady(glance.directions, still)
        return Sign(share, LOST, lost, well=False, hold_s=LOST_HOLD_S)

    def _steady(self, directions: Directions, still: float) -> bool:
        """Whether the look shows what the one before showed, and that is not the view itself."""
        before, self._instead = self._instead, directions
        if before is None:
            return False
        power = float(np.sqrt(np.sum(directions**2) * np.sum(before**2)))
        steady = float(np.sum(directions * before)) / power if power > 0.0 else 0.0
        return steady >= max(STEADY, INSTEAD * still)

    def known(self, light: Light) -> bool:
        """Whether the view can be judged in this light."""
        return self._views.known(light) is not None and self.usual.known(light) is not None

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take the look into the view of its light."""
        view = self._views.by_light.get(glance.light)
        if view is not None and view.looks >= 2:
            place, _structure = view.compare(glance.directions, self._seen)
            self.usual.learn(glance.light, place)
        self._views.learn(glance)
