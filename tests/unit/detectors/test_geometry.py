import numpy as np
import pytest

from detectors.geometry import points_inside, polygon_map

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
HOOK = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.8, 1.0), (0.8, 0.2), (0.0, 0.2))


@pytest.mark.parametrize(
    ("polygon", "point", "inside"),
    [
        (SQUARE, (0.5, 0.5), True),
        (SQUARE, (1.5, 0.5), False),
        (SQUARE, (0.5, -0.1), False),
        (HOOK, (0.5, 0.1), True),
        (HOOK, (0.5, 0.5), False),
        (HOOK, (0.9, 0.9), True),
    ],
)
def test_a_point_lies_inside_by_the_even_odd_rule(polygon, point, inside):
    assert points_inside(np.array([point], np.float32), polygon).tolist() == [inside]


def test_no_points_give_no_answers():
    assert points_inside(np.zeros((0, 2), np.float32), SQUARE).shape == (0,)


def test_a_filled_polygon_covers_its_share_of_the_picture():
    half = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    assert polygon_map([half], 200, 100).mean() == pytest.approx(0.5, abs=0.02)
