"""The model is spared where a picture shows nothing new, and never where somebody came."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.crowd.standing_scene import DIFFERENCE, LEAST_PIXELS, LONGEST, StandingScene
from detectors.pipeline import CameraDetectors
from tests.unit.detectors.support import FakeModel, Ground, at, boxes, camera, crowd_zone

SHAPE = (180, 320)
ONE = boxes((100, 60, 110, 90))


def light(level: int = 100) -> np.ndarray:
    return np.full(SHAPE, level, np.uint8)


def test_nothing_stands_before_the_first_count():
    assert not StandingScene().stands(light(), at(0))


@pytest.mark.parametrize(
    ("pixels", "levels", "stands"),
    [
        (0, 0, True),
        (LEAST_PIXELS - 1, 100, True),
        (LEAST_PIXELS, DIFFERENCE, False),
        (SHAPE[0] * SHAPE[1], DIFFERENCE - 1, True),
        (SHAPE[0] * SHAPE[1], DIFFERENCE, False),
    ],
)
def test_few_or_faint_differences_are_noise(pixels: int, levels: int, stands: bool):
    scene = StandingScene()
    scene.counted(light(), at(0))
    seen = light()
    seen.reshape(-1)[:pixels] += levels
    assert scene.stands(seen, at(10)) is stands


def test_it_is_held_against_the_last_count_so_that_slow_change_adds_up():
    scene = StandingScene()
    scene.counted(light(), at(0))
    assert [scene.stands(light(100 + 3 * k), at(k)) for k in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("later_s", [LONGEST.total_seconds(), -1.0])
def test_the_model_looks_again_after_a_while_and_when_time_goes_back(later_s: float):
    scene = StandingScene()
    scene.counted(light(), at(0))
    assert not scene.stands(light(), at(later_s))


def test_a_picture_of_another_size_is_counted():
    scene = StandingScene()
    scene.counted(light(), at(0))
    assert not scene.stands(light()[:90], at(1))


def test_a_camera_whose_picture_stands_asks_the_model_once_a_minute():
    model = FakeModel(ONE)
    detectors = CameraDetectors(camera(crowd_zone()), (), model)
    picture = Ground().picture()
    for second in range(0, 120, 10):
        detectors.look_crowd(picture, at(second))
        assert detectors.crowd_observations[0].people == 1
    assert len(model.shown) == 2


def test_somebody_small_who_comes_is_looked_at_at_once():
    model = FakeModel(boxes())
    detectors = CameraDetectors(camera(crowd_zone()), (), model)
    picture = Ground().picture()
    detectors.look_crowd(picture, at(0))
    person = picture.copy()
    person[60:72, 100:104] = np.clip(person[60:72, 100:104].astype(int) - 40, 0, 255)
    model.found = ONE
    detectors.look_crowd(person, at(10))
    assert len(model.shown) == 2
    assert detectors.crowd_observations[0].people == 1
