"""The people of one look in one zone, however they were found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class ZonePeople:
    """Where people stand in a zone.

    Attributes:
        places: float32 (N, 2) feet (u, v).
        weights: float32 (N,) people at each place: one each by boxes, parts by a density map.
        at_least: Whether there may be more than could be resolved.
        by_density_model: Whether a density model counted.
    """

    places: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    at_least: bool
    by_density_model: bool = False

    @property
    def count(self) -> float:
        """How many."""
        return float(self.weights.sum())
