import numpy as np
import pytest

from detectors.construction.regions import outlined, solid_map


def drawn(*rectangles):
    canvas = np.zeros((180, 320), np.bool_)
    for left, top, right, bottom in rectangles:
        canvas[top:bottom, left:right] = True
    return canvas


def test_regions_come_largest_first_with_their_share():
    found = outlined(solid_map(drawn((10, 10, 50, 50), (100, 50, 200, 110))), 0.01)
    assert [region.share for region in found] == pytest.approx(
        [6000 / 57600, 1600 / 57600], rel=0.05
    )


def test_what_is_enclosed_belongs_to_the_structure():
    ring = drawn((100, 50, 200, 120)) & ~drawn((106, 56, 194, 114))
    assert outlined(solid_map(ring), 0.01)[0].share == pytest.approx(7000 / 57600, rel=0.1)


def test_thin_lines_and_specks_are_no_structures():
    assert outlined(solid_map(drawn((0, 80, 320, 85), (20, 20, 24, 24))), 0.001) == []


def test_a_region_smaller_than_asked_is_left_out():
    assert outlined(solid_map(drawn((10, 10, 30, 30))), 0.01) == []
