"""What moved, and what only got lighter."""

import cv2
import numpy as np
import pytest

from detectors.masking.motion import MotionFinder
from tests.unit.detectors.support import Ground


@pytest.fixture
def ground() -> Ground:
    return Ground()


def test_of_one_picture_nothing_can_be_told(ground):
    finder = MotionFinder()
    assert finder.moving() is None
    finder.look(ground.picture())
    assert finder.moving() is None


def test_a_change_of_exposure_is_no_motion_and_a_walk_is(ground):
    finder = MotionFinder()
    finder.look(ground.picture())
    finder.look(cv2.convertScaleAbs(ground.picture(), alpha=1.0, beta=25))
    assert finder.moving().mean() < 0.02
    finder.look(ground.picture(box=(100, 60, 120, 120)))
    assert finder.moving()[65:115, 102:118].mean() > 0.9


def test_who_came_and_stands_still_is_motion_for_a_while_and_then_belongs_there(ground):
    finder = MotionFinder()
    finder.look(ground.picture())
    standing = (slice(65, 115), slice(102, 118))
    shares = []
    for _ in range(60):
        finder.look(ground.picture(box=(100, 60, 120, 120)))
        shares.append(float(finder.moving()[standing].mean()))
    assert min(shares[:5]) > 0.9
    assert shares[-1] < 0.1


def test_asking_changes_nothing(ground):
    asked, silent = MotionFinder(), MotionFinder()
    for number in range(6):
        picture = ground.picture(box=(100 + 4 * number, 60, 120 + 4 * number, 120))
        asked.look(picture)
        silent.look(picture)
        asked.moving()
    assert np.array_equal(asked.moving(), silent.moving())


def test_a_picture_of_another_size_begins_anew(ground):
    finder = MotionFinder()
    finder.look(ground.picture())
    finder.look(ground.picture()[:100])
    assert finder.moving() is None
