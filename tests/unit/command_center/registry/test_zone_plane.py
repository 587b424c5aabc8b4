"""The centre measures ground as the detectors do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from command_center.registry.zone_plane import NoPlane, ZonePlane
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.ground_point import GroundPoint

HERE = LocalPlane(117.5, 34.75)
SHAPES = [
    [(0.3, 0.95), (0.7, 0.95), (0.65, 0.6), (0.35, 0.6)],
    # Reaches above the horizon.
    [(0.2, 0.9), (0.8, 0.9), (0.7, 0.5), (0.3, 0.05)],
]


def seen(east: float, north: float, *, high: float = 7.0, tilt: float = 0.2) -> tuple[float, float]:
    """Where a camera at the origin that looks north sees a place, (u, v)."""
    depth = north * math.cos(tilt) + high * math.sin(tilt)
    down = high * math.cos(tilt) - north * math.sin(tilt)
    return 0.5 + east / depth, 0.5 + 1.78 * down / depth


def points(count: int, off: float = 0.0, seed: int = 1) -> list[GroundPoint]:
    random = np.random.default_rng(seed)
    found: list[GroundPoint] = []
    while len(found) < count:
        east, north = float(random.uniform(-8, 8)), float(random.uniform(5, 30))
        u, v = (np.array(seen(east, north)) + random.normal(0, off, 2)).tolist()
        if 0 < u < 1 and 0 < v < 1:
            found.append(GroundPoint(picture=(u, v), location=HERE.to_degrees(east, north)))
    return found


def given_at(east: float, north: float) -> GroundPoint:
    return GroundPoint(picture=seen(east, north), location=HERE.to_degrees(east, north))


@pytest.mark.parametrize(
    ("count", "off", "within"),
    [(4, 0.0, 1e-4), (6, 0.0, 1e-4), (8, 0.001, 0.02), (16, 0.002, 0.02)],
)
def test_areas_are_those_of_the_detectors(count: int, off: float, within: float) -> None:
    for seed in range(4):
        given = points(count, off, seed)
        if count == 4:
            # Chance may put three of four on a line.
            given = [given_at(*place) for place in ((-3, 16), (4, 17), (-4, 28), (5, 26 + seed))]
        ours, theirs = ZonePlane.fit(given), GroundPlane.fit(given)
        for shape in SHAPES:
            assert ours.area_m2(shape) == pytest.approx(theirs.area_m2(shape), rel=within)
        assert ours.residual == pytest.approx(theirs.residual, rel=0.05, abs=1e-6)


def test_a_square_of_ground_has_its_metres() -> None:
    corners = [seen(east, north) for east, north in ((-2, 18), (3, 18), (3, 22), (-2, 22))]
    assert ZonePlane.fit(points(5)).area_m2(corners) == pytest.approx(20.0, rel=1e-4)


def test_what_lies_above_the_horizon_has_no_metres() -> None:
    assert ZonePlane.fit(points(4)).area_m2([(0.1, 0.0), (0.9, 0.0), (0.5, 0.04)]) == 0.0


def test_what_reaches_above_the_horizon_is_no_ground() -> None:
    plane = ZonePlane.fit(points(5))
    assert plane.is_ground(SHAPES[0])
    assert not plane.is_ground(SHAPES[1])
    assert not plane.is_ground([(0.1, 0.0), (0.9, 0.0), (0.5, 0.04)])


def test_one_point_of_many_that_contradicts_is_left_out_and_one_of_five_is_refused() -> None:
    for count in (5, 8):
        wrong = points(count)
        wrong[2] = wrong[2].model_copy(update={"picture": (0.02, 0.02)})
        if count == 5:
            with pytest.raises(NoPlane):
                ZonePlane.fit(wrong)
        else:
            assert ZonePlane.fit(wrong).left_out == (2,)
