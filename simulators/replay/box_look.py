"""What boxes one crowd look saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class BoxLook:
    """All people's boxes of one look, also those below the camera's threshold.

    Attributes:
        number: Of the picture, from 1.
        width: Of the picture, px.
        height: Of the picture, px.
        boxes: float32 (N, 4) left, top, right, bottom, px.
        scores: float32 (N,).
        counted: bool (N,), whether a box counted as a person; where there are many people weaker
            ones do too.
    """

    number: int
    width: int
    height: int
    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    counted: npt.NDArray[np.bool_]
