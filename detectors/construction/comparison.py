"""How differently two pictures of a place are built, whatever the light."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.construction.scene import Scene
from detectors.picture import BoolMap, FloatMap

WINDOW_PX = 9
"""Side of the window in which structure is compared."""

FLAT_VARIANCE = 40.0
"""Variance (log-light units) under which a window is flat: noise and compression."""

CHROMA_FULL = 0.09
"""Difference of colour that by itself counts as fully different; the blue cast of a shadow in
daylight stays under half of it."""

GREY = 0.008
"""Mean colour under which a picture is grey (infrared at night) and its colour says nothing."""


def difference(one: Scene, other: Scene) -> FloatMap:
    """Compare two pictures of the same size and place.

    Structure is compared as the contrast-and-structure term of SSIM (Wang et al. 2004, equation
    10 and 9 joined) on log light: 0 where the windows vary alike, about 1 where one is flat and
    the other is not or where they are unrelated. A change of light adds a constant to a window and
    falls out, except where its border crosses the window. Colour adds what flat surfaces lack.

    Returns:
        float32 (H, W), 0 the same, 1 different, rarely up to 2.
    """
    window = (WINDOW_PX, WINDOW_PX)
    mean_one = cv2.blur(one.light, window)
    mean_other = cv2.blur(other.light, window)
    variance_one = cv2.blur(one.light * one.light, window) - mean_one * mean_one
    variance_other = cv2.blur(other.light * other.light, window) - mean_other * mean_other
    together = cv2.blur(one.light * other.light, window) - mean_one * mean_other
    structure = 1.0 - (2.0 * together + FLAT_VARIANCE) / (
        variance_one + variance_other + FLAT_VARIANCE
    )
    if min(_colourfulness(one), _colourfulness(other)) < GREY:
        return structure.astype(np.float32)
    chroma = one.chroma - other.chroma
    # White balance and the colour of daylight shift the whole picture.
    chroma -= np.median(chroma[::4, ::4], axis=(0, 1))
    colour = np.sqrt((chroma * chroma).sum(axis=2)) / CHROMA_FULL
    joined: FloatMap = np.maximum(structure, np.minimum(colour, 1.5)).astype(np.float32)
    return joined


def textured(scene: Scene) -> BoolMap:
    """Say where a picture has structure to compare at all."""
    window = (WINDOW_PX, WINDOW_PX)
    mean = cv2.blur(scene.light, window)
    variance = cv2.blur(scene.light * scene.light, window) - mean * mean
    has: BoolMap = variance > FLAT_VARIANCE
    return has


def _colourfulness(scene: Scene) -> float:
    return float(np.abs(scene.chroma[::4, ::4]).mean())
