"""What the polygons of a GeoJSON file are."""

from __future__ import annotations

from enum import StrEnum


class PolygonsOf(StrEnum):
    """A file does not say it by itself."""

    GRIDS = "grids"
    PROTECTED_LAND = "protected-land"
    PERMITS = "permits"
