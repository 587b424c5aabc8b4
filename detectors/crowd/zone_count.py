"""Counting people in a zone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.geometry import points_inside
from detectors.models.detections import Detections

EDGE = 1e-6
"""Keeps feet at the picture's lower edge inside a zone that reaches it."""


def feet_in_zone(
    people: Detections, polygon: Sequence[tuple[float, float]], width: int, height: int
) -> npt.NDArray[np.float32]:
    """Find where people stand in a zone.

    Args:
        people: Their boxes, px.
        polygon: The zone, corners (u, v).
        width: Of the picture, px.
        height: Of the picture, px.

    Returns:
        float32 (N, 2): bottom middles (u, v) of the boxes that stand in the zone.
    """
    boxes = people.boxes
    feet = np.stack(
        [(boxes[:, 0] + boxes[:, 2]) / 2.0 / width, boxes[:, 3] / height], axis=1
    ).astype(np.float32)
    inside = points_inside(np.clip(feet, EDGE, 1.0 - EDGE), polygon)
    kept: npt.NDArray[np.float32] = feet[inside]
    return kept
