"""How much ground a region of the picture covers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detectors.ground.ground_plane import GroundPlane

FOOT = 0.25
"""Lower part of a region, share of its height, that is taken for its foot."""


def footprint_m2(outline: Sequence[tuple[float, float]], plane: GroundPlane) -> float | None:
    """Estimate the ground a structure covers.

    What stands upright hides the ground far behind it; so the ground under the outline counts at
    most as the square over the width of its foot.

    Args:
        outline: Corners (u, v).
        plane: Of the camera.

    Returns:
        Square metres, or none where its foot is not on known ground.
    """
    corners = np.asarray(outline, np.float64)
    low, high = corners[:, 1].max(), corners[:, 1].min()
    foot = corners[corners[:, 1] >= low - FOOT * (low - high)]
    ends = np.array([[foot[:, 0].min(), low], [foot[:, 0].max(), low]])
    metres = plane.to_metres(ends)
    if np.isnan(metres).any():
        return None
    wide_m = float(np.linalg.norm(metres[1] - metres[0]))
    return min(wide_m**2, float(plane.on_ground(outline).area))
