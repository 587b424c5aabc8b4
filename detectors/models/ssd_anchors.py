"""The anchors of SSD at 300 x 300, and boxes told relative to them."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

SIDE = 300
STRIDES = (16, 32, 64, 128, 256, 512)
LEAST_SCALE, LARGEST_SCALE = 0.2, 0.95
# Of the object detection API's ssd_anchor_generator, as MediaPipe's graph has it too.
_FIRST_LAYER = ((0.1, 1.0), (LEAST_SCALE, 2.0), (LEAST_SCALE, 0.5))
_SHAPES = (1.0, 2.0, 0.5, 3.0, 1 / 3)
_CENTRE_SCALE, _SIZE_SCALE = 10.0, 5.0


@cache
def ssd_anchors() -> npt.NDArray[np.float32]:
    """Return (1917, 4): centre x, centre y, width, height as shares of the picture."""
    rows: list[tuple[float, float, float, float]] = []
    last = len(STRIDES) - 1
    scales = [LEAST_SCALE + (LARGEST_SCALE - LEAST_SCALE) * i / last for i in range(last + 1)]
    for index, stride in enumerate(STRIDES):
        shapes = list(_FIRST_LAYER)
        if index:
            following = 1.0 if index == last else scales[index + 1]
            shapes = [(scales[index], shape) for shape in _SHAPES]
            shapes.append((float(np.sqrt(scales[index] * following)), 1.0))
        places = -(-SIDE // stride)
        rows += [
            (
                (column + 0.5) / places,
                (row + 0.5) / places,
                scale * float(np.sqrt(shape)),
                scale / float(np.sqrt(shape)),
            )
            for row in range(places)
            for column in range(places)
            for scale, shape in shapes
        ]
    return np.array(rows, np.float32)


def decoded(
    encoded: npt.NDArray[np.float32], anchors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Turn offsets from anchors into boxes.

    Args:
        encoded: (N, 4) centre y, centre x, height, width relative to the anchor.
        anchors: (N, 4) as ``ssd_anchors``.

    Returns:
        (N, 4) top, left, bottom, right as shares of the picture.
    """
    centre_y = encoded[:, 0] / _CENTRE_SCALE * anchors[:, 3] + anchors[:, 1]
    centre_x = encoded[:, 1] / _CENTRE_SCALE * anchors[:, 2] + anchors[:, 0]
    half_height = np.exp(encoded[:, 2] / _SIZE_SCALE) * anchors[:, 3] / 2
    half_width = np.exp(encoded[:, 3] / _SIZE_SCALE) * anchors[:, 2] / 2
    return np.stack(
        [
            centre_y - half_height,
            centre_x - half_width,
            centre_y + half_height,
            centre_x + half_width,
        ],
        axis=1,
    )
