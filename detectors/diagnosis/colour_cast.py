"""Pictures whose colours are wrong."""

from __future__ import annotations

from datetime import datetime
from math import hypot

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.light import GREY_SPREAD, Light
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign

FROM_USUAL = 15.0
"""Distance of the mean (Cb, Cr) from what is usual in this light, grey levels. One channel at .6 of
its strength moves it by 24 to 31; within the recordings and scenes it moves by up to 4."""

UNKNOWN = 34.0
"""Distance from neutral where the usual one is not known: recordings have up to 16, sodium lamps
25."""

UNKNOWN_EVEN = 20.0
VERY_EVEN = 3.0
"""Or so far, where the distance is so many times the spread: a place without colour of its own."""

LEAST_EVEN = 1.2
"""There, the distance must also be so many times the spread: one colour over all of the picture and
not a red wall (the ratio of Lab's equivalent circle, the usual measure for casts)."""

WELL_BELOW = 0.7
HOLD_S = 300.0
"""A camera's white balance finds its way within a minute or two after the light has changed."""
CLEAR_HOLD_S = 60.0


class ColourCastCheck:
    """One colour lies over the whole picture.

    Infrared is no cast: pictures without colour are a light of their own, and their mean is
    neutral. A camera of which nothing else is known, one at night on its first day or one without
    colours, is held against neutral when its grey picture takes on one colour; the first colours of
    a place are many (at equal brightness they spread by 5 to 31, a grey picture under one colour by
    at most 1.4).
    """

    fault = PictureFault.COLOUR_CAST
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self.blue = Levels()
        self.red = Levels()

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        blue, red = glance.chroma
        if glance.light is Light.INFRARED:
            return Sign(hypot(blue, red), UNKNOWN, over=False, well=True, hold_s=HOLD_S)
        usual_blue, usual_red = self.blue.known(glance.light), self.red.known(glance.light)
        if usual_blue is None or usual_red is None:
            away = hypot(blue, red)
            if self._grey and glance.own_spread(self._seen) < GREY_SPREAD:
                return _from_usual(away)
            very_even = away >= VERY_EVEN * glance.spread
            limit = UNKNOWN_EVEN if very_even else UNKNOWN
            over = away >= limit and away >= LEAST_EVEN * glance.spread
            return Sign(away, limit, over, away < WELL_BELOW * limit, HOLD_S)
        return _from_usual(hypot(blue - usual_blue, red - usual_red))

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take the look's mean colour as usual."""
        self.blue.learn(glance.light, glance.chroma[0])
        self.red.learn(glance.light, glance.chroma[1])

    @property
    def _grey(self) -> bool:
        """Whether the camera is known, and by pictures without colour alone."""
        return self.blue.known(Light.INFRARED) is not None and not any(
            self.blue.known(light) is not None for light in (Light.DAY, Light.DARK)
        )


def _from_usual(away: float) -> Sign:
    return Sign(away, FROM_USUAL, away >= FROM_USUAL, away < WELL_BELOW * FROM_USUAL, HOLD_S)
