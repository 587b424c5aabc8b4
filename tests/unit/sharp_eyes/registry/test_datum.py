"""Degrees of web maps are brought to where the place is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.datum import Datum, in_china


def away_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.hypot(*LocalPlane(*one).to_metres(*other))


@pytest.mark.parametrize(
    ("registered", "shown"),
    # Pairs that map makers' own converters give.
    [
        ((116.391275, 39.907217), (116.397516, 39.908618)),
        ((121.473700, 31.230400), (121.478223, 31.228458)),
    ],
)
def test_gcj_02_is_what_web_maps_show(
    registered: tuple[float, float], shown: tuple[float, float]
) -> None:
    assert away_m(Datum.GCJ02.of_registered(*registered), shown) < 1.0


@given(st.floats(75.0, 134.0), st.floats(4.0, 53.0))
def test_there_and_back_is_the_same_place(longitude: float, latitude: float) -> None:
    place = longitude, latitude
    for datum in Datum:
        assert away_m(place, datum.to_registered(*datum.of_registered(*place))) < 0.5


def test_the_shift_is_hundreds_of_metres() -> None:
    place = 117.6, 34.7
    assert 300 < away_m(place, Datum.GCJ02.of_registered(*place)) < 800
    assert 800 < away_m(place, Datum.BD09.of_registered(*place)) < 2000
    assert Datum.CGCS2000.of_registered(*place) == place


def test_outside_of_china_nothing_is_shifted() -> None:
    assert not in_china(-117.6, 34.7)
    assert Datum.GCJ02.of_registered(-117.6, 34.7) == (-117.6, 34.7)
