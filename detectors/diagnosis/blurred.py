"""Blurred pictures."""

from __future__ import annotations

from datetime import datetime
from math import sqrt

import cv2

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign

USUAL_SHARE = 0.55
"""Share of the camera's own usual sharpness. A Gaussian blur of 2 px in a picture of 640x360 leaves
.25 to .45 of it, of 1.5 px .35 to .55, of 1 px .5 to .7; traffic and people before a still scene
leave .73 or more, fog that takes four fifths of the contrast .85."""

WELL_SHARE = 0.65

LEAST_CONTRAST = 0.3
"""With less than this share of the usual coarse contrast it is fog, or the picture shows nothing:
then nothing can be told. A blur of 6 px leaves half of the coarse contrast."""

LEAST_EDGES = 0.8
"""Grey levels per pixel at 160x90: below this there is nothing that could be sharp."""

HOLD_S = 180.0
CLEAR_HOLD_S = 60.0

_NOISE_IN_FINE = 3.57
"""Mean absolute answer of the Laplacian [0 1 0; 1 -4 1; 0 1 0] to noise of standard deviation 1:
root of the sum of its squared weights, sqrt(20), times sqrt(2 / pi)."""


class BlurredCheck:
    """Fine detail is lost while coarse shapes are still there.

    Sharpness is the finest detail, its noise taken off, over the coarse edges: contrast, fog and
    exposure change both alike, defocus and a dirty dome only the first. What is sharp for one
    camera is soft for another (1.0 to 2.7 among clean recordings): it is held against the camera's
    own past in the same kind of light, never against a fixed figure.

    Args:
        seen: What masks leave.
    """

    fault = PictureFault.BLURRED
    clear_hold_s = CLEAR_HOLD_S

    def __init__(self, seen: Seen) -> None:
        self._seen = seen.block_mask
        self.usual = Levels()
        self.contrast = Levels()
        self.size: tuple[int, int] | None = None

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look."""
        size = (glance.width, glance.height)
        if self.size is not None and size != self.size:
            # Another size of picture has another sharpness; what is usual is learned anew.
            self.usual.forget()
            self.contrast.forget()
        self.size = size
        usual, contrast = self.usual.known(glance.light), self.contrast.known(glance.light)
        if usual is None or contrast is None or usual <= 0.0:
            return None
        edges, sharpness = self._figures(glance)
        if edges < max(LEAST_EDGES, LEAST_CONTRAST * contrast):
            return None
        share = sharpness / usual
        return Sign(share, USUAL_SHARE, share <= USUAL_SHARE, share > WELL_SHARE, HOLD_S)

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take the look's sharpness as usual."""
        edges, sharpness = self._figures(glance)
        if edges >= LEAST_EDGES:
            self.usual.learn(glance.light, sharpness)
            self.contrast.learn(glance.light, edges)

    def _figures(self, glance: Glance) -> tuple[float, float]:
        edges = float(cv2.mean(glance.edges, mask=self._seen)[0])
        noise = _NOISE_IN_FINE * (glance.noise or 0.0)
        return edges, sqrt(max(0.0, glance.fine**2 - noise**2)) / (edges + 0.3)
