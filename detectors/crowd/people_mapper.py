"""The one interface of all density models."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName

DensityMap = npt.NDArray[np.float32]
"""(h, w) people per cell, at the heads; the cells cover the picture evenly."""


class PeopleMapper(Protocol):
    """A picture in, people per place out. One object serves all cameras and many threads."""

    def name(self) -> ModelName:
        """Return name, version and sha256 of the weights."""
        ...

    def people_map(self, image: Picture) -> DensityMap:
        """Draw how many people there are at each place.

        Args:
            image: Picture of any size from 16 x 16 px, blue, green, red.

        Raises:
            BadInput: the network gives something else.
        """
        ...
