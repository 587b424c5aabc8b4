"""Marks drawn on evidence pictures."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from detectors.geometry import to_pixels
from detectors.picture import Picture

ZONE_COLOUR = (255, 200, 0)
CHANGE_COLOUR = (0, 0, 255)
MARKER_COLOUR = (0, 220, 255)


def draw_outline(
    image: Picture, polygon: Sequence[tuple[float, float]], colour: tuple[int, int, int]
) -> None:
    """Draw a closed line over a picture, in place; corners (u, v)."""
    height, width = image.shape[:2]
    corners = to_pixels(polygon, width, height, 4)
    # Dark below light, so that it shows on any ground.
    cv2.polylines(image, [corners], True, (0, 0, 0), 4, cv2.LINE_AA, 4)
    cv2.polylines(image, [corners], True, colour, 2, cv2.LINE_AA, 4)


def draw_ground_markers(image: Picture, feet: npt.NDArray[np.float32]) -> None:
    """Draw a small flat ring where each counted person stands, in place.

    All rings are alike, whatever the person's size: they mark places, not persons.

    Args:
        image: The picture.
        feet: (N, 2) places (u, v).
    """
    height, width = image.shape[:2]
    radius = max(4, round(width * 0.01))
    for u, v in feet.tolist():
        centre = (int(u * width), int(v * height))
        for thickness, colour in ((4, (0, 0, 0)), (2, MARKER_COLOUR)):
            cv2.ellipse(
                image, centre, (radius, radius // 2), 0, 0, 360, colour, thickness, cv2.LINE_AA
            )
