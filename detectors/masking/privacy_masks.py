"""Burning in the parts of a picture that nobody may see."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from detectors.geometry import to_pixels
from detectors.picture import Picture
from sharp_eyes.registry.privacy_mask import PrivacyMask


def burn_privacy_masks(image: Picture, masks: Sequence[PrivacyMask]) -> Picture:
    """Paint privacy masks black.

    Args:
        image: The picture; it is not changed.
        masks: What nobody sees.

    Returns:
        The picture itself when there is no mask, else a copy. A mask's border pixels are black
        too, one pixel beyond its outline, so that rounding never uncovers anything.
    """
    if not masks:
        return image
    height, width = image.shape[:2]
    burned = image.copy()
    for mask in masks:
        corners = to_pixels(mask.polygon, width, height)
        cv2.fillPoly(burned, [corners], (0, 0, 0))
        cv2.polylines(burned, [corners], isClosed=True, color=(0, 0, 0), thickness=3)
    return burned
