import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from detectors.models.loading import default_model_path
from detectors.models.nanodet import NanoDet
from detectors.models.nanodet_places import BINS, STRIDES
from detectors.models.session_pool import SessionPool

pytestmark = pytest.mark.needs_model
WEIGHTS = default_model_path(Path("nanodet-fp32"), {})


@pytest.fixture(scope="module")
def model():
    return NanoDet(SessionPool(WEIGHTS))


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (640, 360, (256, 416)),
        (1920, 1080, (256, 416)),
        (768, 576, (320, 416)),
        (360, 640, (416, 256)),
        (400, 400, (416, 416)),
        (2000, 20, (32, 416)),
    ],
)
def test_the_input_is_no_larger_than_the_picture_needs(model, width, height, expected):
    assert model.input_size(width, height) == expected


def test_the_picture_stands_top_left_and_the_rest_is_black(model):
    planes, scale = model.prepare(np.full((360, 640, 3), 128, np.uint8))
    assert planes.shape == (1, 3, 256, 416)
    assert scale == pytest.approx(0.65)
    assert planes[0, 0, 0, 0] == pytest.approx((128 - 103.53) / 57.375, abs=1e-4)
    assert planes[0, 2, 255, 415] == pytest.approx(-123.675 / 58.395, abs=1e-4)


def test_bins_and_scores_become_a_box_in_the_picture(model):
    outputs = [
        np.zeros((1, (256 // stride) * (416 // stride), channels), np.float32)
        for channels in (80, 4 * BINS)
        for stride in STRIDES
    ]
    place = 5 * (416 // 16) + 10
    outputs[1][0, place, 0] = 0.8
    distances = np.full((4, BINS), -50.0, np.float32)
    for side, steps in enumerate((1, 2, 3, 4)):
        distances[side, steps] = 50.0
    outputs[4][0, place] = distances.reshape(-1)
    found = model.decode(outputs, 416, 0.65, 0.4, 640, 360)
    centre_x, centre_y = 10.5 * 16, 5.5 * 16
    expected = np.array([centre_x - 16, centre_y - 32, centre_x + 48, centre_y + 64]) / 0.65
    assert found.boxes[0] == pytest.approx(expected, abs=0.01)
    assert found.scores.tolist() == pytest.approx([0.8])


def test_its_name_carries_the_sum_of_its_weights(model):
    weights = WEIGHTS.read_bytes()
    name = model.name(0.4)
    assert name.sha256 == hashlib.sha256(weights).hexdigest()
    assert name.threshold == 0.4


def test_many_threads_share_it(model):
    random = np.random.default_rng(1)
    pictures = [random.integers(0, 255, (90, 160, 3)).astype(np.uint8) for _ in range(8)]
    alone = [model.detect(picture, 0.05) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda picture: model.detect(picture, 0.05), pictures))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.boxes, other.boxes)
