"""The three ways in which Chinese maps write one place.

Registered are degrees of CGCS2000 (WGS 84 in practice). Web maps in China show GCJ-02, which moves
every place by up to some 700 m, and one of them BD-09, which moves it once more. Positions read off
such a map have to be moved back, or a camera stands in the next village.
"""

from __future__ import annotations

import math
from enum import StrEnum

from sharp_eyes.bilingual import Bilingual

_A_M = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, with which GCJ-02 is reckoned."""
_E2 = 0.006_693_421_622_965_943
"""First eccentricity squared of it."""
_BD_TURN = math.pi * 3000.0 / 180.0
_BD_EAST, _BD_NORTH = 0.0065, 0.006
_STEPS = 8
"""Each step of the way back leaves about a thousandth of the error: far more than enough."""

CHINA = (72.0, 0.8, 137.9, 55.9)
"""West, south, east, north, degrees: outside GCJ-02 is not defined and WGS 84 is shown."""


class Datum(StrEnum):
    """What a pair of degrees is measured against."""

    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]

    def to_registered(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a place as it is registered.

        Args:
            longitude: Degrees in this datum.
            latitude: Degrees in this datum.

        Returns:
            (longitude, latitude), degrees, CGCS2000; right to a few centimetres.
        """
        if self is Datum.CGCS2000:
            return longitude, latitude
        if self is Datum.BD09:
            longitude, latitude = _gcj02_of_bd09(longitude, latitude)
        return _back(longitude, latitude)

    def of_registered(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a registered place, (longitude, latitude) in degrees, in this datum."""
        if self is Datum.CGCS2000:
            return longitude, latitude
        longitude, latitude = _gcj02(longitude, latitude)
        return _bd09(longitude, latitude) if self is Datum.BD09 else (longitude, latitude)


_TITLES = {
    Datum.CGCS2000: Bilingual("国家大地坐标（CGCS2000/WGS 84）", "CGCS2000 (WGS 84)"),
    Datum.GCJ02: Bilingual("火星坐标（GCJ-02，高德、腾讯等）", "GCJ-02 (Amap, Tencent and others)"),
    Datum.BD09: Bilingual("百度坐标（BD-09）", "BD-09 (Baidu)"),
}


def in_china(longitude: float, latitude: float) -> bool:
    """Tell whether a place lies in the rectangle around China."""
    west, south, east, north = CHINA
    return west <= longitude <= east and south <= latitude <= north


def _gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    # The sums of sines are the ones that have been public since 2010; they are an approximation of
    # the official conversion, right to about a metre.
    if not in_china(longitude, latitude):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    ripple = 20.0 * (math.sin(6.0 * x * math.pi) + math.sin(2.0 * x * math.pi))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + _waves(y, 20.0, 40.0, 3.0)) * 2.0 / 3.0
    north += (160.0 * math.sin(y * math.pi / 12.0) + 320.0 * math.sin(y * math.pi / 30.0)) * 2 / 3
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + _waves(x, 20.0, 40.0, 3.0)) * 2.0 / 3.0
    east += (150.0 * math.sin(x * math.pi / 12.0) + 300.0 * math.sin(x * math.pi / 30.0)) * 2 / 3
    phi = math.radians(latitude)
    bend = 1.0 - _E2 * math.sin(phi) ** 2
    along = _A_M * (1.0 - _E2) / bend**1.5
    across = _A_M / math.sqrt(bend) * math.cos(phi)
    return longitude + math.degrees(east / across), latitude + math.degrees(north / along)


def _waves(value: float, whole: float, third: float, parts: float) -> float:
    return whole * math.sin(value * math.pi) + third * math.sin(value * math.pi / parts)


def _back(longitude: float, latitude: float) -> tuple[float, float]:
    # The shift hardly differs a few hundred metres on: taking it off again and again settles.
    east, north = longitude, latitude
    for _ in range(_STEPS):
        shown_east, shown_north = _gcj02(east, north)
        if abs(shown_east - longitude) + abs(shown_north - latitude) < 1e-10:
            break
        east, north = east + longitude - shown_east, north + latitude - shown_north
    return east, north


def _bd09(longitude: float, latitude: float) -> tuple[float, float]:
    far = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BD_TURN)
    turn = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BD_TURN)
    return far * math.cos(turn) + _BD_EAST, far * math.sin(turn) + _BD_NORTH


def _gcj02_of_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    east, north = longitude - _BD_EAST, latitude - _BD_NORTH
    far = math.hypot(east, north) - 0.00002 * math.sin(north * _BD_TURN)
    turn = math.atan2(north, east) - 0.000003 * math.cos(east * _BD_TURN)
    return far * math.cos(turn), far * math.sin(turn)
