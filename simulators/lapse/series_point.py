"""A ground point of a series."""

from __future__ import annotations

from typing import NamedTuple


class SeriesPoint(NamedTuple):
    """A place on the ground, in the picture and on the map.

    Attributes:
        u: Column over width, 0..1.
        v: Row over height, 0..1.
        lon: Degrees east.
        lat: Degrees north.
    """

    u: float
    v: float
    lon: float
    lat: float
