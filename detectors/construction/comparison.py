"""How differently two pictures of a place are built, whatever the light."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.scene import Scene
from detectors.picture import BoolMap, FloatMap

WINDOW_PX = 9
"""Side of the window in which structure is compared."""

FLAT_VARIANCE = 40.0
"""Variance (log-light units) under which a window is flat: noise and compression."""

CHROMA_FULL = 0.09
"""Difference of colour that by itself counts as fully different; the blue cast of a shadow in
daylight stays under half of it."""

DISPLACEMENTS_PX = tuple((dx, dy) for dx in (-3, 0, 3) for dy in (-3, 0, 3) if dx or dy)

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
    cast = _colour_cast(one, other)
    return _joined(one, _moments(one), other, _moments(other), cast)


def displaced_difference(one: Scene, other: Scene, plain: FloatMap) -> FloatMap:
    """Compare although things moved a little each on its own, as leaves and grass do.

    Args:
        one: The reference.
        other: Of the same size and place.
        plain: ``difference`` of the two.

    Returns:
        float32 (H, W): the least difference over ``DISPLACEMENTS_PX``. What is really new looks
        like the reference nowhere near either.
    """
    least = plain
    cast = _colour_cast(one, other)
    moments_one, (mean, variance) = _moments(one), _moments(other)
    for dx, dy in DISPLACEMENTS_PX:
        # Rolled, not blurred anew: the few columns that come in at the other side do no harm.
        moved = Scene(_rolled(other.light, dx, dy), _rolled(other.chroma, dx, dy))
        moments = (_rolled(mean, dx, dy), _rolled(variance, dx, dy))
        least = np.minimum(least, _joined(one, moments_one, moved, moments, cast))
    return least


def textured(scene: Scene) -> BoolMap:
    """Say where a picture has structure to compare at all."""
    _mean, variance = _moments(scene)
    has: BoolMap = variance > FLAT_VARIANCE
    return has


def _colourfulness(scene: Scene) -> float:
    return float(np.abs(scene.chroma[::4, ::4]).mean())


def _moments(scene: Scene) -> tuple[FloatMap, FloatMap]:
    """Return mean and variance of the light in the window around each pixel."""
    window = (WINDOW_PX, WINDOW_PX)
    mean = np.asarray(cv2.blur(scene.light, window), np.float32)
    squares = np.asarray(cv2.blur(scene.light * scene.light, window), np.float32)
    return mean, squares - mean * mean


def _colour_cast(one: Scene, other: Scene) -> npt.NDArray[np.float32] | None:
    """Return what white balance and daylight do to the whole picture; none without colour."""
    if min(_colourfulness(one), _colourfulness(other)) < GREY:
        return None
    cast = np.median((one.chroma - other.chroma)[::4, ::4], axis=(0, 1))
    return np.asarray(cast, np.float32)


def _joined(
    one: Scene,
    moments_one: tuple[FloatMap, FloatMap],
    other: Scene,
    moments_other: tuple[FloatMap, FloatMap],
    cast: npt.NDArray[np.float32] | None,
) -> FloatMap:
    product = np.asarray(cv2.blur(one.light * other.light, (WINDOW_PX, WINDOW_PX)), np.float32)
    together = product - moments_one[0] * moments_other[0]
    spread = moments_one[1] + moments_other[1] + np.float32(FLAT_VARIANCE)
    structure = np.asarray(1.0 - (2.0 * together + FLAT_VARIANCE) / spread, np.float32)
    if cast is None:
        return structure
    chroma = one.chroma - other.chroma - cast
    squares = chroma[:, :, 0] * chroma[:, :, 0] + chroma[:, :, 1] * chroma[:, :, 1]
    colour = np.sqrt(squares) * np.float32(1.0 / CHROMA_FULL)
    joined: FloatMap = np.maximum(structure, np.minimum(colour, np.float32(1.5)))
    return joined


def _rolled(values: npt.NDArray[np.float32], dx: int, dy: int) -> npt.NDArray[np.float32]:
    return np.roll(values, (dy, dx), axis=(0, 1))
