"""From changed pixels to pieces of ground with an outline."""

from __future__ import annotations

from collections.abc import Iterator
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


def solid_map(lasting: BoolMap) -> BoolMap:
    """Close gaps, fill what is enclosed, drop what is thin."""
    solid = cv2.morphologyEx(lasting.astype(np.uint8), cv2.MORPH_CLOSE, _disc(CLOSE_PX))
    outer, _hierarchy = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    # A plain wall before plain ground differs at its outline alone: what is enclosed belongs to it.
    cv2.drawContours(solid, outer, -1, 1, cv2.FILLED)
    solid = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, _disc(OPEN_PX)), np.uint8)
    return solid.astype(np.bool_)


def separate(solid: BoolMap, least_share: float) -> Iterator[BoolMap]:
    """Yield connected pieces of at least a share of the picture, largest first."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA]
    for label in sorted(range(1, count), key=lambda one: -int(areas[one])):
        if areas[label] < least_share * solid.size:
            return
        piece: BoolMap = labels == label
        yield piece


def outlined(solid: BoolMap, least_share: float) -> list[Region]:
    """Give the connected pieces of at least a share of the picture their outlines."""
    height, width = solid.shape
    regions: list[Region] = []
    for piece in separate(solid, least_share):
        contours, _hierarchy = cv2.findContours(
            piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        contour = max(contours, key=len)
        corners = cv2.approxPolyDP(contour, OUTLINE_ERROR_PX, True)[:MAX_CORNERS, 0, :]
        outline = tuple(
            ((float(x) + 0.5) / width, (float(y) + 0.5) / height) for x, y in corners.tolist()
        )
        regions.append(Region(float(np.count_nonzero(piece)) / piece.size, outline))
    return regions


def _disc(size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
