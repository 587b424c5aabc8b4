"""What a picture is inside the detectors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""uint8, H x W x 3, channels blue, green, red."""

GreyPicture = npt.NDArray[np.uint8]
"""uint8, H x W."""

FloatMap = npt.NDArray[np.float32]
"""float32, H x W: one figure per pixel."""

BoolMap = npt.NDArray[np.bool_]
"""bool, H x W: one yes or no per pixel."""
