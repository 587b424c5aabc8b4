"""A permit that comes with a series."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from simulators.scenes.scene import Polygon


class SeriesPermit(NamedTuple):
    """A piece of the picture where building is permitted for a time.

    Attributes:
        polygon: Corners (u, v) 0..1.
        valid_from: First day.
        valid_until: Last day.
    """

    polygon: Polygon
    valid_from: date
    valid_until: date
