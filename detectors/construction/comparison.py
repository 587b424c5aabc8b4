"""How differently two pictures of a place are built, whatever the light."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.scene import FLAT_VARIANCE, WINDOW_PX, Scene
from detectors.picture import FloatMap

CHROMA_FULL = 0.09
"""Difference of colour that by itself counts as fully different; the blue cast of a shadow in
daylight stays under half of it."""

MOST_COLOUR = 1.5

DISPLACEMENTS_PX = tuple((dx, dy) for dx in (-3, 0, 3) for dy in (-3, 0, 3) if dx or dy)

CONTRAST_STEP_PX = 4
LEAST_CONTRAST = 0.15


def difference(one: Scene, other: Scene) -> FloatMap:
    """Compare two pictures of the same size and place.

    Structure is compared as the contrast-and-structure term of SSIM (Wang et al. 2004, equation
    10 and 9 joined) on log light: 0 where the windows vary alike, about 1 where one is flat and
    the other is not or where they are unrelated. A change of light adds a constant to a window and
    falls out, except where its border crosses the window. Colour adds what flat surfaces lack.

    Haze, rain and a blurred lens take contrast from the whole picture; the richer of the two is
    brought down to the poorer one's contrast before they are compared.

    Returns:
        float32 (H, W), 0 the same, 1 different, rarely up to 2.
    """
    return _joined(one, other, contrast(one, other), _colour_cast(one, other))


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
    gain = contrast(one, other)
    cast = _colour_cast(one, other)
    colour = None if cast is None else _colour(one, other, cast)
    for moved in _displaced(other):
        structure = _structure(one, moved, gain)
        if colour is not None:
            structure = np.maximum(structure, colour)
        least = np.minimum(least, structure)
    return least


def contrast(one: Scene, other: Scene) -> float:
    """Return how much contrast the other has where one has structure; 1 is as much."""
    step = slice(None, None, CONTRAST_STEP_PX)
    variance, of_other = one.variance[step, step], other.variance[step, step]
    counted = np.maximum(variance, of_other) > 2 * FLAT_VARIANCE
    if np.count_nonzero(counted) < 20:
        return 1.0
    ratio = np.sqrt((of_other[counted] + 1.0) / (variance[counted] + 1.0))
    return float(np.median(ratio))


def alike(one: Scene, other: Scene) -> float:
    """Say how far two pictures show the same view, by where their edges lie.

    Returns:
        Correlation of edge strength, -1 to 1: near 0 for two different views.
    """
    blurred = [cv2.blur(scene.edges, (5, 5))[::2, ::2].ravel() for scene in (one, other)]
    first, second = (values - values.mean() for values in blurred)
    scale = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / scale if scale > 1e-6 else 1.0


def _displaced(scene: Scene) -> Iterator[Scene]:
    for dx, dy in DISPLACEMENTS_PX:
        # Rolled, not blurred anew: the few columns that come in at the other side do no harm.
        moved = Scene(_rolled(scene.light, dx, dy), scene.chroma)
        moved.__dict__["mean"] = _rolled(scene.mean, dx, dy)
        moved.__dict__["variance"] = _rolled(scene.variance, dx, dy)
        yield moved


def _colour_cast(one: Scene, other: Scene) -> npt.NDArray[np.float32] | None:
    """Return what white balance and daylight do to the whole picture; none without colour."""
    if one.infrared or other.infrared:
        return None
    cast = np.median(one.chroma - other.chroma, axis=(0, 1))
    return np.asarray(cast, np.float32)


def _joined(
    one: Scene, other: Scene, gain: float, cast: npt.NDArray[np.float32] | None
) -> FloatMap:
    structure = _structure(one, other, gain)
    if cast is None:
        return structure
    joined: FloatMap = np.maximum(structure, _colour(one, other, cast))
    return joined


def _structure(one: Scene, other: Scene, gain: float) -> FloatMap:
    product = np.asarray(cv2.multiply(one.light, other.light), np.float32)
    product = np.asarray(cv2.blur(product, (WINDOW_PX, WINDOW_PX)), np.float32)
    product -= one.mean * other.mean
    gain = min(max(gain, LEAST_CONTRAST), 1.0 / LEAST_CONTRAST)
    of_one, of_other = min(1.0, gain), min(1.0, 1.0 / gain)
    spread = one.variance * np.float32(of_one * of_one)
    spread += other.variance * np.float32(of_other * of_other)
    spread += np.float32(FLAT_VARIANCE)
    product *= np.float32(2.0 * of_one * of_other)
    product += np.float32(FLAT_VARIANCE)
    product /= spread
    return np.asarray(np.float32(1.0) - product, np.float32)


def _colour(one: Scene, other: Scene, cast: npt.NDArray[np.float32]) -> FloatMap:
    chroma = one.chroma - other.chroma - cast
    distance = cv2.magnitude(
        np.ascontiguousarray(chroma[:, :, 0]), np.ascontiguousarray(chroma[:, :, 1])
    )
    distance = np.minimum(distance * np.float32(1.0 / CHROMA_FULL), np.float32(MOST_COLOUR))
    return np.asarray(cv2.resize(distance, one.size, interpolation=cv2.INTER_LINEAR), np.float32)


def _rolled(values: npt.NDArray[np.float32], dx: int, dy: int) -> npt.NDArray[np.float32]:
    return np.roll(values, (dy, dx), axis=(0, 1))
