"""A flat map of a neighbourhood: degrees to metres and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

WGS84_A_M = 6_378_137.0
"""Semi-major axis. EPSG:4326; CGCS2000's ellipsoid differs by 0.1 mm."""
WGS84_E2 = 0.006_694_379_990_14
"""First eccentricity squared of WGS 84."""


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of an origin, on the plane that touches the ellipsoid there.

    Uses the two radii of curvature at the origin; 5 km away the error is below 3 m at 45°, 100 m
    away below 2 mm.

    Attributes:
        longitude: Of the origin, degrees.
        latitude: Of the origin, degrees.
    """

    longitude: float
    latitude: float

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres per degree of longitude (east) and of latitude (north) at the origin."""
        sine = math.sin(math.radians(self.latitude))
        bend = 1.0 - WGS84_E2 * sine * sine
        across = WGS84_A_M / math.sqrt(bend)
        along = WGS84_A_M * (1.0 - WGS84_E2) / bend**1.5
        east = math.radians(1.0) * across * math.cos(math.radians(self.latitude))
        return east, math.radians(1.0) * along

    def to_metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return (east, north) of a place, metres."""
        east, north = self.metres_per_degree
        return (longitude - self.longitude) * east, (latitude - self.latitude) * north

    def to_degrees(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Return (longitude, latitude) of a place, degrees; not to be asked at a pole."""
        east, north = self.metres_per_degree
        return self.longitude + east_m / east, self.latitude + north_m / north
