"""Things that come and go and are no construction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from simulators.lapse.surface_canvas import SurfaceCanvas


class Thing(ABC):
    """Something that stands there for a while.

    Attributes:
        nuisance: Its name among the nuisances of a visit.
        begins: From when, UTC.
        ends: Until when, UTC.
    """

    nuisance: str

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins, self.ends = begins, ends

    def there(self, at: datetime) -> bool:
        """Tell whether it is there."""
        return self.begins <= at < self.ends

    @abstractmethod
    def draw(self, canvas: SurfaceCanvas) -> None:
        """Draw it."""
