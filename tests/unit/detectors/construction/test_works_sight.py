"""The network that tells works from all else that is new."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from detectors.construction.works_sight import CHANNELS, HEIGHT_PX, WorksSight, sight_input
from detectors.picture import FloatMap, Picture
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.support import Ground


@pytest.fixture(scope="module")
def sight() -> WorksSight:
    return WorksSight()


def picture(**drawn: object) -> Picture:
    large = cv2.resize(Ground().picture(**drawn), (640, 360))  # type: ignore[arg-type]
    return np.asarray(large, np.uint8)


def look(sight: WorksSight, now: Picture, before: Picture) -> FloatMap:
    scene, place = Scene.of(now), Scene.of(before)
    return sight.look(scene, place, place, Detail.of(now, scene))


def test_a_place_as_it_was_shows_no_works(sight: WorksSight):
    works = look(sight, picture(), picture())
    assert works.shape == (45, 80)
    assert works.max() < 0.3


@pytest.mark.parametrize("light", [0.6, 1.5])
def test_another_light_is_no_works(sight: WorksSight, light: float):
    assert np.mean(look(sight, picture(light=light), picture()) > 0.5) < 0.01


def test_the_same_pictures_give_the_same_answer(sight: WorksSight):
    now, before = picture(wall_px=80), picture()
    first = look(sight, now, before)
    assert np.array_equal(first, look(sight, now, before))
    assert np.array_equal(first, look(WorksSight(), now, before))


@pytest.mark.parametrize("height", [240, 120])
def test_a_picture_of_another_shape_is_answered_in_its_own_cells(sight: WorksSight, height: int):
    place = np.asarray(cv2.resize(Ground().picture(), (320, height)), np.uint8)
    assert look(sight, place, place).shape == (height // 4, 80)


def test_it_is_shown_three_pictures_around_their_own_light_and_the_kind_of_light():
    bright, place = picture(light=1.4), Scene.of(picture())
    scene = Scene.of(bright)
    shown = sight_input(scene, place, place, Detail.of(bright, scene))
    assert shown.shape == (CHANNELS, HEIGHT_PX, 320)
    assert np.array_equal(shown[3:6], shown[6:9])
    assert abs(float(np.median(shown[0].astype(np.float32)))) < 1e-3
    assert not shown[9].any()
    grey = cv2.cvtColor(picture()[:, :, 1], cv2.COLOR_GRAY2BGR)
    by_night = Scene.of(np.asarray(grey, np.uint8))
    none = Detail(np.zeros((360, 640), np.float32))
    assert (sight_input(by_night, by_night, by_night, none)[9] == 1).all()


def test_detail_is_shown_as_four_planes_of_every_second_pixel():
    place = Scene.of(picture())
    light = np.zeros((360, 640), np.float32)
    light[20, 31], light[21, 30] = 16.0, 32.0
    shown = sight_input(place, place, place, Detail(light))[10:]
    assert shown[1, 10, 15] == 1.0
    assert shown[2, 10, 15] == 2.0
    assert np.count_nonzero(shown) == 2


def test_a_missing_or_broken_file_is_said_at_once(tmp_path: Path):
    with pytest.raises(MissingPart):
        WorksSight(tmp_path / "none.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(BadInput):
        WorksSight(broken)
