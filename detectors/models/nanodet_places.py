"""What both forms of NanoDet have in common: places, sides, letterbox."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STRIDES = (8, 16, 32)
BINS = 11
MAX_OVERLAP = 0.6
"""Intersection over union above which the lower score goes (NanoDet's own setting)."""

LONG_SIDE = 416
"""Longer side of the input, px: what NanoDet-g was trained at."""

SIZE_MULTIPLE = 32
"""Width and height of the input are multiples of the largest stride."""

RESOLVED_PEOPLE = 30
"""On street photos with 3 to 53 heads box detectors count 4 to 8 too few; from here on a count is
only "at least"."""

_STEPS = np.arange(BINS, dtype=np.float32)


def input_size(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Return (height, width) of the input for a picture: 16:9 at 416 gives 256 x 416."""
    scale = long_side / max(width, height)
    sides = (max(1, round(height * scale)), max(1, round(width * scale)))
    up = [-(-side // SIZE_MULTIPLE) * SIZE_MULTIPLE for side in sides]
    return up[0], up[1]


def letterbox(
    width: int, height: int, to_width: int, to_height: int
) -> tuple[tuple[int, int], float]:
    """Return (width, height) of the picture within the input, and the scale to it."""
    scale = min(to_width / width, to_height / height)
    inner_width = min(to_width, max(1, round(width * scale)))
    inner_height = min(to_height, max(1, round(height * scale)))
    return (inner_width, inner_height), scale


def boxes_at(
    places: npt.NDArray[np.intp],
    logits: npt.NDArray[np.float32],
    columns: int,
    stride: int,
) -> npt.NDArray[np.float32]:
    """Turn side logits into boxes.

    Args:
        places: (N,) index of each place, row by row.
        logits: (N, 44) 4 sides x 11 bins, before softmax; overwritten.
        columns: Places in a row.
        stride: Pixels of the input from place to place.

    Returns:
        float32 (N, 4) left, top, right, bottom in pixels of the input.
    """
    weights = logits.reshape(-1, 4, BINS)
    weights -= weights.max(axis=2, keepdims=True)
    np.exp(weights, out=weights)
    sides = (weights @ _STEPS) / weights.sum(axis=2) * np.float32(stride)
    boxes = np.empty((len(places), 4), np.float32)
    row, column = np.divmod(places, columns)
    centre_x = (column + np.float32(0.5)) * stride
    centre_y = (row + np.float32(0.5)) * stride
    boxes[:, 0] = centre_x - sides[:, 0]
    boxes[:, 1] = centre_y - sides[:, 1]
    boxes[:, 2] = centre_x + sides[:, 2]
    boxes[:, 3] = centre_y + sides[:, 3]
    return boxes
