"""What may be shown of a view that nobody has confirmed."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.diagnosis.glance import Glance
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.view import View
from detectors.picture import Picture

OUTLINE_LOOKS = 12
"""Looks that are put together before anything is shown: two minutes at the usual interval."""

LASTING = 0.5
"""Mean length of an edge's directions from which it is drawn. Walls, windows, kerbs have .6 to 1;
whoever stands there in half of the looks has less, and whoever passes has next to nothing."""

_FULL = 0.95
"""Length from which it is drawn as bright as can be."""


class Outline:
    """Draws the lasting edges of a view as lines, 160x90, without tone, colour or texture.

    Privacy masks cannot be drawn anew in a picture of which nothing is seen. This shows where walls
    and windows run, and neither who is behind them nor who passes: edges are averaged over at least
    two minutes and told by a tenth of the picture's resolution. What the masks of the record cover
    stays black.

    Args:
        seen: What these masks leave.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._view = View()
        self.looks = 0

    def learn(self, glance: Glance) -> None:
        """Take a look."""
        self.looks += 1
        self._view.learn(glance.directions)

    def drawn(self, image: Picture) -> Picture:
        """Return it in the size of a picture; black before enough was seen.

        Args:
            image: Any picture of that size; nothing of it is used.
        """
        if self.looks < OUTLINE_LOOKS:
            return np.zeros_like(image)
        mean = self._view.mean
        length = np.hypot(mean[0], mean[1])
        length[~self._seen.pixels] = 0.0
        lines = np.clip((length - LASTING) / (_FULL - LASTING), 0.0, 1.0)
        height, width = image.shape[:2]
        large = cv2.resize(
            (lines * 255.0).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
        )
        return np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)
