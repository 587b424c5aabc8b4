"""From changed pixels to pieces of ground with an outline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from detectors.picture import BoolMap

CLOSE_PX = 9
"""Gaps up to this size inside a structure are closed."""

OPEN_PX = 9
"""What is nowhere wider than this is no structure: the border of a shadow, a wire, a post."""

OUTLINE_ERROR_PX = 1.5
MAX_CORNERS = 64


@dataclass(frozen=True, slots=True)
class Region:
    """One piece of lasting change.

    Attributes:
        share: Of the whole picture's area, 0 to 1.
        outline: Corners (u, v).
    """

    share: float
    outline: tuple[tuple[float, float], ...]


def find_regions(lasting: BoolMap, watched: BoolMap, least_share: float) -> list[Region]:
    """Group changed pixels.

    Args:
        lasting: Where change has lasted.
        watched: Where it counts.
        least_share: Smallest region returned, as a share of the picture.

    Returns:
        Largest first.
    """
    height, width = lasting.shape
    solid = cv2.morphologyEx(lasting.astype(np.uint8), cv2.MORPH_CLOSE, _disc(CLOSE_PX))
    outer, _hierarchy = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    # A plain wall before plain ground differs at its outline alone: what is enclosed belongs to it.
    cv2.drawContours(solid, outer, -1, 1, cv2.FILLED)
    solid = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, _disc(OPEN_PX)), np.uint8)
    solid[~watched] = 0
    contours, _hierarchy = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    regions: list[Region] = []
    for contour in contours:
        filled = np.zeros((height, width), np.uint8)
        cv2.drawContours(filled, [contour], -1, 1, cv2.FILLED)
        share = float(np.count_nonzero((filled > 0) & (solid > 0))) / (width * height)
        if share < least_share:
            continue
        corners = cv2.approxPolyDP(contour, OUTLINE_ERROR_PX, True)[:MAX_CORNERS, 0, :]
        outline = tuple(
            ((float(x) + 0.5) / width, (float(y) + 0.5) / height) for x, y in corners.tolist()
        )
        regions.append(Region(share, outline))
    return sorted(regions, key=lambda region: -region.share)


def _disc(size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
