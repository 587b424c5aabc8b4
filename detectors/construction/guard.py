"""Ground around what is changing, where nothing is learned."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.picture import BoolMap

GUARD_PX = 9
"""Around what is changing the references stand still, so that growth is never taken in."""


def guarded(changing: BoolMap) -> BoolMap:
    """Grow what is changing by ``GUARD_PX``."""
    kernel = np.ones((2 * GUARD_PX + 1, 2 * GUARD_PX + 1), np.uint8)
    grown: BoolMap = cv2.dilate(changing.astype(np.uint8), kernel).astype(np.bool_)
    return grown
