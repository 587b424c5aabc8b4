"""Smooth random fields."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

FloatImage = npt.NDArray[np.float32]


def fractal(
    random: np.random.Generator,
    height: int,
    width: int,
    cells: int = 4,
    octaves: int = 5,
    stretch: float = 1.0,
) -> FloatImage:
    """Return fractal noise.

    Args:
        random: Source of chance.
        height: Rows.
        width: Columns.
        cells: Cells of the coarsest octave over the height.
        octaves: How many times the cells are halved.
        stretch: How much wider than high a cell is.

    Returns:
        float32, shape (height, width), mean about 0, standard deviation about 1.
    """
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        rows = max(2, cells << octave)
        columns = max(2, int(rows * width / height / stretch))
        if rows > 2 * height or columns > 2 * width:
            break
        grid = random.standard_normal((rows + 3, columns + 3)).astype(np.float32)
        big = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        total += big * 0.55**octave
    deviation = float(total.std()) or 1.0
    return np.asarray((total - total.mean()) / deviation, np.float32)


def sample_wrapped(
    field: FloatImage,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    metres_per_cell: float,
) -> FloatImage:
    """Look a field up at world places, repeating it.

    Args:
        field: Shape (n, n).
        x: World x, metres.
        y: World y, metres.
        metres_per_cell: Size of one field pixel on the ground.

    Returns:
        Values, shape of ``x``.
    """
    # Mirrored at odd repeats, so that there is no seam.
    period = np.float32(2 * (field.shape[0] - 1))

    def fold(v: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        scaled = (v / metres_per_cell).astype(np.float32)
        scaled -= np.floor(scaled / period) * period
        return np.asarray(np.minimum(scaled, period - scaled), np.float32)

    return np.asarray(
        cv2.remap(field, fold(x), fold(y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
        np.float32,
    )
