"""Blurred pictures."""

from __future__ import annotations

from datetime import datetime
from math import sqrt

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.texture import Texture
from detectors.picture import BoolMap, FloatMap

USUAL_SHARE = 0.55
"""Share of the place's own usual sharpness. A Gaussian blur or disc of 2 px and more in a picture
of 640x360 leaves at most .49 of it at eleven development places; weather and light leave .59 and
more, a crowd before a field .56."""

WELL_SHARE = 0.65

SHARPEST = 0.25
"""Share of the blocks, those with the most detail, by which sharpness is told: on a bare road a few
spots and lines are sharp, and the grain of all the rest would drown them."""

LEAST_BLOCKS = 6

LEAST_CONTRAST = 0.2
"""With less than this share of their usual coarse contrast it is fog (.14 to .27), or the picture
shows nothing: then nothing can be told. A blur leaves .29 to .7."""

MOST_CONTRAST = 1.15
"""With more than this share something else stands there (a crowd 1.2 to 5): a blur adds nothing."""

LEAST_EDGES = 0.5
"""Grey levels per pixel at 160x90, noise taken off: below this there is nothing that could be
sharp. A bare road by infrared, blurred by 7 px, has .9 in its sharpest quarter."""

HOLD_S = 180.0
CLEAR_HOLD_S = 60.0

_NOISE_IN_DETAIL = 3.57
"""Mean absolute answer of the Laplacian [0 1 0; 1 -4 1; 0 1 0] to noise of standard deviation 1:
root of the sum of its squared weights, sqrt(20), times sqrt(2 / pi)."""

_NOISE_IN_EDGES = 0.3
"""Mean length of Scharr's answer, per pixel at 160x90, to noise of standard deviation 1 at 320x180:
half of it is left there; root of the sum of the squared weights, sqrt(236), over 32, times
sqrt(pi / 2)."""

_SOFT = 0.3
"""Added to the coarse edges, so that nothing divided by next to nothing is not sharp."""


class BlurredCheck:
    """Fine detail is lost while coarse shapes are still there.

    Sharpness is the finest detail, its noise taken off, over the coarse edges: contrast, fog and
    exposure change both alike, defocus and a dirty dome only the first. What is sharp for one
    camera is soft for another (1.0 to 2.7 among clean recordings): it is held against what the same
    blocks of the same place usually show in the same kind of light, never against a fixed figure.

    Args:
        seen: What masks leave.
    """

    fault = PictureFault.BLURRED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen) -> None:
        self._seen = seen.blocks
        self.by_light: dict[Light, Texture] = {}
        self.size: tuple[int, int] | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        size = (glance.width, glance.height)
        if self.size is not None and size != self.size:
            # Another size of picture has another sharpness; what is usual is learned anew.
            self.by_light.clear()
        self.size = size
        texture = self.by_light.get(glance.light)
        if texture is None or not texture.known:
            return None
        told = self._told_by(texture)
        usual_edges, usual = _figures(texture.detail, texture.edges, texture.noise, told)
        edges, sharpness = _figures(glance.detail, glance.edges, glance.noise or 0.0, told)
        if edges < max(LEAST_EDGES, LEAST_CONTRAST * usual_edges) or usual <= 0.0:
            return None
        if edges > MOST_CONTRAST * usual_edges:
            return None
        share = sharpness / usual
        return Sign(share, USUAL_SHARE, share <= USUAL_SHARE, share > WELL_SHARE, HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take the look's detail as usual."""
        texture = self.by_light.setdefault(glance.light, Texture())
        texture.learn(glance.detail, glance.edges, glance.noise or 0.0)

    def _told_by(self, texture: Texture) -> BoolMap:
        """Return the blocks with the most detail."""
        values = np.sort(texture.detail[self._seen])
        count = min(values.size, max(LEAST_BLOCKS, round(SHARPEST * values.size)))
        blocks: BoolMap = self._seen & (texture.detail >= values[-count])
        return blocks


def _figures(detail: FloatMap, edges: FloatMap, noise: float, told: BoolMap) -> tuple[float, float]:
    """Return coarse contrast and sharpness of some blocks, both without noise."""
    contrast = _without(float(edges[told].mean()), _NOISE_IN_EDGES * noise)
    fine = _without(float(detail[told].mean()), _NOISE_IN_DETAIL * noise)
    return contrast, fine / (contrast + _SOFT)


def _without(value: float, noise: float) -> float:
    return sqrt(max(0.0, value**2 - noise**2))
