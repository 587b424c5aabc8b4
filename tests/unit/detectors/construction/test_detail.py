"""What is finer than a scene."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from detectors.picture import Picture


def stripes(period_px: int, width: int = 640, height: int = 360) -> Picture:
    """Vertical stripes, half of each period bright."""
    bright = np.arange(width) % period_px < period_px // 2
    row = np.where(bright, 180, 80).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, width, 3)))


def detail_of(image: Picture) -> Detail:
    return Detail.of(image, Scene.of(image))


def test_what_a_scene_blurs_away_is_in_it():
    fine = detail_of(stripes(2)).light
    assert fine.shape == (360, 640)
    assert np.abs(fine[:, 8:-8]).mean() > 15
    assert np.abs(detail_of(np.full((360, 640, 3), 120, np.uint8)).light).max() < 0.1


def test_a_large_picture_gives_as_much_as_one_of_its_size():
    small = stripes(16)
    large = cv2.resize(small, (1920, 1080), interpolation=cv2.INTER_NEAREST)
    assert np.allclose(detail_of(np.asarray(large)).light, detail_of(small).light, atol=0.5)


def test_it_moves_with_its_scene_and_nothing_comes_in():
    image = stripes(16)
    image[:, :300] = 80
    moved = detail_of(image).moved((2.0, 0.0)).light
    still = detail_of(image).light
    assert np.array_equal(moved[:, 4:], still[:, :-4])
    assert not moved[:, :4].any()
    assert detail_of(image).moved((0.0, 0.0)).light.sum() == still.sum()
