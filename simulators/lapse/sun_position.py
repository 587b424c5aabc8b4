"""Where the sun stands."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def sun_position(at: datetime, lat_deg: float, lon_deg: float) -> tuple[float, float]:
    """Return azimuth (from north over east) and elevation of the sun, degrees.

    Declination and equation of time after Spencer (1971), in the form given by Duffie and Beckman,
    Solar Engineering of Thermal Processes, 1.5 and 1.6; refraction is left out.

    Args:
        at: Any aware time.
        lat_deg: North positive.
        lon_deg: East positive.
    """
    utc = at.astimezone(UTC)
    day = utc.timetuple().tm_yday
    hours = utc.hour + utc.minute / 60 + utc.second / 3600
    b = 2 * math.pi * (day - 1) / 365
    declination = (
        0.006918
        - 0.399912 * math.cos(b)
        + 0.070257 * math.sin(b)
        - 0.006758 * math.cos(2 * b)
        + 0.000907 * math.sin(2 * b)
        - 0.002697 * math.cos(3 * b)
        + 0.00148 * math.sin(3 * b)
    )
    equation_min = 229.2 * (
        0.000075
        + 0.001868 * math.cos(b)
        - 0.032077 * math.sin(b)
        - 0.014615 * math.cos(2 * b)
        - 0.04089 * math.sin(2 * b)
    )
    solar_hours = hours + lon_deg / 15 + equation_min / 60
    angle = math.radians(15 * (solar_hours - 12))
    lat = math.radians(lat_deg)
    sine = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(
        angle
    )
    elevation = math.asin(max(-1.0, min(1.0, sine)))
    east = -math.cos(declination) * math.sin(angle)
    north = math.sin(declination) * math.cos(lat) - math.cos(declination) * math.sin(
        lat
    ) * math.cos(angle)
    return math.degrees(math.atan2(east, north)) % 360, math.degrees(elevation)
