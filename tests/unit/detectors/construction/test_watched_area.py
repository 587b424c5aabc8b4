"""Limits in square metres of ground, held against a camera whose geometry is known exactly."""

from datetime import date

import cv2
import numpy as np
import pytest

from detectors.construction.watched_area import WatchedArea
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.ground.camera_view import CameraView
from tests.unit.detectors.support import HEIGHT, WIDTH, plot_zone

DAY = date(2026, 6, 1)
WIDE_M, DEEP_M, HIGH_M = 6.0, 4.0, 3.0
VIEW = CameraView()


def shed(ahead_m):
    """Return where a shed so far ahead is seen, with walls and roof."""
    rights, aheads = (-WIDE_M / 2, WIDE_M / 2), (ahead_m, ahead_m + DEEP_M)
    ground = [VIEW.ahead(right, ahead) for right in rights for ahead in aheads]
    corners = np.vstack([VIEW.see(ground), VIEW.see(ground, up_m=HIGH_M)])
    pixels = np.round(corners * (WIDTH, HEIGHT)).astype(np.int32)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(pixels), 1)
    return mask.astype(bool)


def area(plane=True, **limits):
    known = GroundPlane.fit(VIEW.points()) if plane else None
    return WatchedArea(Zone.model_validate(plot_zone(**limits)), (), 600.0, (), known)


@pytest.mark.parametrize("ahead_m", [12.0, 18.0, 25.0])
def test_a_shed_is_measured_in_square_metres_however_far_it_stands(ahead_m):
    found = area(min_area=0.9, min_area_m2=5.0).sized(shed(ahead_m), DAY)
    true_m2 = WIDE_M * DEEP_M
    # Upright walls hide ground; what is estimated is at most the square over the width.
    assert 0.75 * true_m2 <= found.area_m2 <= 1.25 * WIDE_M**2


@pytest.mark.parametrize(
    ("plane", "limits", "told"),
    [
        (True, {"min_area": 0.9, "min_area_m2": 15.0}, True),
        (True, {"min_area": 0.9, "min_area_m2": 100.0}, False),
        (True, {"min_area": 0.9}, False),
        (False, {"min_area": 0.9, "min_area_m2": 15.0}, False),
        (False, {"min_area": 0.02, "min_area_m2": 100.0}, True),
    ],
)
def test_whichever_limit_is_reached_first_counts_and_metres_need_a_ground_plane(
    plane, limits, told
):
    watched = area(plane, **limits)
    found = watched.sized(shed(18.0), DAY)
    assert bool(found.regions) is told
    assert (found.weighed >= watched.zone.limits.min_area) is told


def test_a_far_structure_too_small_for_the_share_is_told_of_by_its_metres():
    far = shed(30.0)
    assert far.mean() < 0.03
    assert not area(min_area=0.03).sized(far, DAY).regions
    assert area(min_area=0.03, min_area_m2=15.0).sized(far, DAY).regions
