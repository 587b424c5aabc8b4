"""The network that tells works from all else that is new."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from detectors.construction.scene import Scene
from detectors.construction.works_sight import CHANNELS, HEIGHT_PX, WorksSight, sight_input
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.support import Ground


@pytest.fixture(scope="module")
def sight() -> WorksSight:
    return WorksSight()


def scene(**drawn: object) -> Scene:
    return Scene.of(cv2.resize(Ground().picture(**drawn), (640, 360)))  # type: ignore[arg-type]


def test_a_place_as_it_was_shows_no_works(sight: WorksSight):
    place = scene()
    works = sight.look(place, place, place)
    assert works.shape == (45, 80)
    assert works.max() < 0.3


@pytest.mark.parametrize("light", [0.6, 1.5])
def test_another_light_is_no_works(sight: WorksSight, light: float):
    place = scene()
    assert np.mean(sight.look(scene(light=light), place, place) > 0.5) < 0.01


def test_the_same_pictures_give_the_same_answer(sight: WorksSight):
    now, before = scene(wall_px=80), scene()
    first = sight.look(now, before, before)
    assert np.array_equal(first, sight.look(now, before, before))
    assert np.array_equal(first, WorksSight().look(now, before, before))


@pytest.mark.parametrize("height", [240, 120])
def test_a_picture_of_another_shape_is_answered_in_its_own_cells(sight: WorksSight, height: int):
    place = Scene.of(cv2.resize(Ground().picture(), (320, height)))
    assert sight.look(place, place, place).shape == (height // 4, 80)


def test_it_is_shown_three_pictures_around_their_own_light_and_the_kind_of_light():
    place, brighter = scene(), scene(light=1.4)
    shown = sight_input(brighter, place, place)
    assert shown.shape == (CHANNELS, HEIGHT_PX, 320)
    assert np.array_equal(shown[3:6], shown[6:9])
    assert abs(float(np.median(shown[0].astype(np.float32)))) < 1e-3
    assert not shown[9].any()
    grey = Scene.of(cv2.cvtColor(Ground().picture()[:, :, 1], cv2.COLOR_GRAY2BGR))
    assert (sight_input(grey, grey, grey)[9] == 1).all()


def test_a_missing_or_broken_file_is_said_at_once(tmp_path: Path):
    with pytest.raises(MissingPart):
        WorksSight(tmp_path / "none.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(BadInput):
        WorksSight(broken)
