"""Something that is built."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from simulators.lapse.spot import Spot
from simulators.lapse.surface_canvas import SurfaceCanvas

Points = npt.NDArray[np.float64]


class Structure(ABC):
    """A structure at its place, drawn at any progress.

    Attributes:
        kind: Name in the truth.
        spot: Where it stands.
        wide_m: Along the front.
        deep_m: Away from it.
        fast_days: How few days it may take.
        slow_days: How many days it may take.
        fullest: Progress at which most of it is seen.
    """

    kind: str
    fast_days: float = 2.0
    slow_days: float = 9.0
    fullest: float = 1.0

    def __init__(self, spot: Spot, wide_m: float, deep_m: float) -> None:
        self.spot, self.wide_m, self.deep_m = spot, wide_m, deep_m

    def footprint(self, margin_m: float = 0.0) -> Points:
        """Return the corners (4, 2) of the ground it needs."""
        return self.spot.footprint(self.wide_m, self.deep_m, margin_m)

    @abstractmethod
    def draw(self, canvas: SurfaceCanvas, progress: float) -> None:
        """Draw it at a progress of 0 (nothing) to 1 (done)."""
