"""A view of the place without what passes through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from detectors.picture import BoolMap, Picture

MOTION_WIDTH_PX = 320
MOTION_DIFFERENCE = 14
"""Grey levels between the darkest and the brightest frame from which a pixel has moved."""


@dataclass(frozen=True, slots=True)
class CleanView:
    """What one visit saw.

    Attributes:
        image: Per-pixel median of the frames, B, G, R.
        moving: Where the frames differ, 320 px wide; none from a single frame.
    """

    image: Picture
    moving: BoolMap | None


def clean_view(frames: Sequence[Picture]) -> CleanView:
    """Take out what moved.

    Args:
        frames: One or more frames of one visit; those of another size than the last are left out.
    """
    same = [frame for frame in frames if frame.shape == frames[-1].shape]
    if len(same) == 1:
        return CleanView(same[0], None)
    image = _median(same)
    size = (MOTION_WIDTH_PX, max(1, round(MOTION_WIDTH_PX * image.shape[0] / image.shape[1])))
    small = [
        cv2.blur(
            cv2.resize(cv2.cvtColor(f, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA),
            (3, 3),
        )
        for f in same
    ]
    spread = np.max(small, axis=0).astype(np.int16) - np.min(small, axis=0).astype(np.int16)
    moving: BoolMap = spread > MOTION_DIFFERENCE
    return CleanView(image, moving)


def _median(frames: list[Picture]) -> Picture:
    if len(frames) == 2:
        # The lower of two: neither is likelier to be clean, and their mean shows two ghosts.
        return np.asarray(cv2.min(frames[0], frames[1]), np.uint8)
    if len(frames) == 3:
        low, high = cv2.min(frames[0], frames[1]), cv2.max(frames[0], frames[1])
        return np.asarray(cv2.max(low, cv2.min(high, frames[2])), np.uint8)
    middle = (len(frames) - 1) // 2
    image: Picture = np.partition(np.stack(frames), middle, axis=0)[middle]
    return image
