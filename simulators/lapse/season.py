"""How green a place is at a time of the year."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

_BY_MONTH = (0.9, 0.85, 0.6, 0.2, 0.05, 0.0, 0.0, 0.05, 0.15, 0.4, 0.65, 0.85)
_STRAW = np.array([0.62, 0.86, 1.0])


def dryness(day: date, lat_deg: float) -> float:
    """Return 0 (summer green) to 0.9 (bare and straw-coloured): the further south the less.

    Args:
        day: Any.
        lat_deg: Latitude, 20 to 40 north.
    """
    return _BY_MONTH[day.month - 1] * float(np.clip((lat_deg - 21) / 12, 0.1, 1.0))


def dried(colour: npt.NDArray[np.uint8], dry: float) -> npt.NDArray[np.uint8]:
    """Return colours with the greens among them turned to straw.

    Args:
        colour: B, G, R in the last axis.
        dry: As of ``dryness``.
    """
    if dry < 0.03:
        return colour
    value = colour.astype(np.float32)
    blue, green, red = value[..., 0], value[..., 1], value[..., 2]
    excess = np.clip((2 * green - blue - red) / np.maximum(green, 1) * 2.2, 0, 1)
    share = (excess * dry)[..., None]
    straw = (0.75 * green + 0.5 * red)[..., None] * _STRAW.astype(np.float32) * 0.86
    return np.asarray(np.clip(value * (1 - share) + straw * share, 0, 255), np.uint8)
