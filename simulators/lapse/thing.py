"""Things that come and go and are no construction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from simulators.lapse.surface_canvas import SurfaceCanvas


class Thing(ABC):
    """Something that stands there for a while, or changes slowly.

    Attributes:
        nuisance: Its name among the nuisances of a visit.
        begins: From when, local.
        ends: Until when, local.
    """

    nuisance: str

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins, self.ends = begins, ends

    def state(self, at: datetime) -> int | None:
        """Return what it looks like at a time, or None when it is away."""
        return 0 if self.begins <= at < self.ends else None

    @abstractmethod
    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it in a state."""
