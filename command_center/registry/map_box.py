"""A part of the map."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapBox:
    """A rectangle of degrees, its edges included.

    Attributes:
        west: Longitude, at most ``east``: no county lies across the 180th meridian.
        south: Latitude, at most ``north``.
        east: Longitude.
        north: Latitude.

    Raises:
        ValueError: it is no rectangle on the earth.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Hold the bounds; what is no number holds none of them."""
        if not (-180 <= self.west <= self.east <= 180 and -90 <= self.south <= self.north <= 90):
            raise ValueError("west, south, east, north in degrees, west and south first")

    @classmethod
    def parse(cls, text: str) -> MapBox:
        """Read ``west,south,east,north``, the order of RFC 7946, section 5.

        Raises:
            ValueError: it is not that.
        """
        parts = text.split(",")
        if len(parts) != 4:
            raise ValueError("four numbers: west,south,east,north")
        west, south, east, north = (float(part) for part in parts)
        return cls(west, south, east, north)

    def holds(self, location: tuple[float, float] | None) -> bool:
        """Tell whether (longitude, latitude), degrees, lies in it; no place does not."""
        return (
            location is not None
            and self.west <= location[0] <= self.east
            and self.south <= location[1] <= self.north
        )
