"""Cameras that do not show their place any more."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.instead import Instead
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.view import USABLE, Directions, View
from detectors.diagnosis.views import Views

LOOK_CLOSER = 0.5
"""Share of the usual blocks in place below which the view is looked for elsewhere. A shift by 1 %
of the width, as wind on a pole makes it, leaves .8; by 2 % .2 to .45; a rotation by 2 degrees .35
to .5; a lorry over half of the picture .5; leaves in the wind .6; snow on the ground .7 or more."""

LOST = 0.4
"""Below this the view is gone even if it is not found elsewhere (turned away, zoomed by 1.15,
rotated by 4 degrees and more: 0 to .3), unless what is left of it is still in its place."""

LEAST_SHIFT_PX = 2
"""Of 160: 1.3 % of the width."""

CLEARNESS = 8.0
"""From which the best place is no chance one, in standard deviations of all other places: shifts
of eleven development places have 8.5 to 40, on a bare road behind traffic too; views rotated,
zoomed or of other places at most 7.4."""

CLEARLY = 1.5
"""And it must be so many times better than the second best; shifts reach 1.9 and more."""

STILL_CLEARNESS = 5.0
"""Best place without a shift from which what is left of the view is in its place: a lorry before
half of it, a crowd and a swaying tree have 11 and more."""

LEAST_STRUCTURE = 0.2
"""With less structure than this share of the usual one, the picture shows nothing (covered, fog,
black), and that says nothing of where the camera looks. What is seen instead must last, and amount
to as much: rain and noise are gone from it."""

A_VIEW = 0.5
"""Share of the view's blocks with clear edges; so many in what is seen instead are another view,
and no cloth with its hem."""

LEAST_BLOCKS = 12
"""With fewer blocks of lasting edges a view cannot be recognised."""

LEAST_LOOKS = 2
"""So many looks without the view are put together before anything is said of them."""

FORGET_S = 120.0
"""Looks further apart are not put together."""

FOUND_HOLD_S = 60.0
LOST_HOLD_S = 180.0
"""A lorry that fills the picture moves on, or leaves a rim in its place."""

CLEAR_HOLD_S = 60.0


class ViewMovedCheck:
    """The picture's lasting edges are not where they belong.

    Args:
        seen: What masks leave.
        views: What the place looks like; learned here.

    Attributes:
        elsewhere: Whether the newest look shows the place from elsewhere, or another place: then
            the lens is not covered, however much is missing.
    """

    fault = PictureFault.VIEW_MOVED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen, views: Views) -> None:
        self._seen = seen
        self._views = views
        self.usual = Levels()
        self.elsewhere = False
        self._instead: Instead | None = None
        self._at: datetime | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look against the view in the same kind of light."""
        self.elsewhere = False
        before, self._at = self._at, at
        if before is None or not 0.0 < (at - before).total_seconds() <= FORGET_S:
            self._instead = None
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
        return self._closer(glance, view, share, usual)

    def _closer(self, glance: Glance, view: View, share: float, usual: float) -> Sign | None:
        """Look for the view elsewhere in what lasts of the looks without it."""
        if self._instead is None:
            self._instead = Instead()
        self._instead.learn(glance.directions)
        if self._instead.looks < LEAST_LOOKS:
            return None
        mean = self._instead.mean
        if self._in_other_light(mean, glance.light):
            return None
        found = view.shift(mean)
        if found.far >= LEAST_SHIFT_PX:
            if found.clearness >= CLEARNESS and found.peak >= CLEARLY * found.second:
                self.elsewhere = True
                return Sign(share, LOOK_CLOSER, over=True, well=False, hold_s=FOUND_HOLD_S)
        elif found.clearness >= STILL_CLEARNESS:
            # Something stands or drives before it; what is left is where it belongs.
            return None
        lasting = self._instead.lasting()[self._seen.blocks]
        lasts = float(lasting.sum()) >= LEAST_STRUCTURE * view.power(self._seen)
        lost = share < LOST and lasts and view.compare(mean, self._seen)[0] / usual < LOST
        if lost:
            blocks = int(np.count_nonzero(lasting >= USABLE))
            usable = int(np.count_nonzero(view.usable(self._seen)))
            self.elsewhere = blocks >= max(LEAST_BLOCKS, A_VIEW * usable)
        return Sign(share, LOST, lost, well=False, hold_s=LOST_HOLD_S)

    def _in_other_light(self, directions: Directions, light: Light) -> bool:
        """Whether this is the view in another kind of light: one car colours a grey road."""
        for other in self._views.by_light:
            view, usual = self._views.known(other), self.usual.known(other)
            if other is light or view is None or not usual:
                continue
            if np.count_nonzero(view.usable(self._seen)) < LEAST_BLOCKS:
                continue
            if view.compare(directions, self._seen)[0] >= LOOK_CLOSER * usual:
                return True
        return False

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
