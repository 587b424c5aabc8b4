import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from detectors.models.loading import default_model_path, load_model
from detectors.models.nanodet_int8 import MEAN_BYTES, NanoDetInt8, to_cells
from detectors.models.nanodet_places import BINS, STRIDES
from detectors.models.session_pool import SessionPool


def test_a_cell_holds_two_by_two_pixels_and_the_frame_is_the_mean():
    image = np.arange(64 * 64 * 3, dtype=np.uint32).reshape(64, 64, 3).astype(np.uint8)
    cells, scale = to_cells(image, 64, 64)
    assert (cells.shape, cells.dtype, scale) == ((1, 33, 33, 12), np.uint8, 1.0)
    # The picture begins one pixel in: the first cell has it in its last quarter.
    assert cells[0, 0, 0].tolist() == [*MEAN_BYTES * 3, *image[0, 0]]
    assert cells[0, 1, 1].tolist() == [*image[1, 1], *image[1, 2], *image[2, 1], *image[2, 2]]


def test_what_the_picture_does_not_fill_is_black():
    cells, scale = to_cells(np.full((360, 640, 3), 200, np.uint8), 256, 416)
    assert scale == pytest.approx(0.65)
    assert cells.shape == (1, 129, 209, 12)
    assert cells[0, 116, 100].tolist() == [200] * 12
    assert not cells[0, 119:, 1:].any()


pytestmark = pytest.mark.needs_model


@pytest.fixture(scope="module")
def model():
    return NanoDetInt8(SessionPool(default_model_path(None, {})))


def test_the_default_is_this_form():
    assert (
        load_model(default_model_path(None, {}), environment={}).name(0.4).name == "nanodet-g-int8"
    )


def outputs(model, *, zero_classes=True):
    made = []
    for stride in STRIDES:
        for name, channels in (("classes", 80), ("sides", 4 * BINS)):
            shape = (1, 256 // stride, 416 // stride, channels)
            fill = 0 if name == "classes" and zero_classes else model._scales[f"{name}_{stride}"][1]
            made.append(np.full(shape, fill, np.uint8))
    return made


def test_bins_and_scores_become_a_box_in_the_picture(model):
    made = outputs(model)
    step, zero = model._scales["classes_16"]
    made[2][0, 5, 10, 0] = round(np.log(0.8 / 0.2) / step + zero)
    made[3][0, 5, 10] = 0
    for side, bin_number in enumerate((1, 2, 3, 4)):
        made[3][0, 5, 10, side * BINS + bin_number] = 255
    found = model.decode(made, 0.65, 0.4, 640, 360)
    centre_x, centre_y = 10.5 * 16, 5.5 * 16
    expected = np.array([centre_x - 16, centre_y - 32, centre_x + 48, centre_y + 64]) / 0.65
    assert found.boxes[0] == pytest.approx(expected, abs=0.05)
    assert found.scores.tolist() == pytest.approx([0.8], abs=0.01)
    assert found.class_ids.tolist() == [0]


@pytest.mark.parametrize("threshold", [0.02, 0.08, 0.3, 0.45, 0.8])
def test_a_score_at_the_threshold_is_kept_and_one_below_is_not(model, threshold):
    step, zero = model._scales["classes_8"]
    at = int(np.ceil(np.log(threshold / (1 - threshold)) / step + zero))
    for byte, count in ((at, 1), (at - 1, 0)):
        made = outputs(model)
        made[0][0, 3, 3, 7] = byte
        found = model.decode(made, 0.65, threshold, 640, 360)
        assert len(found) == count
        assert (found.scores >= threshold - 1e-6).all()


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_ends_of_the_scale_are_no_trouble(model, threshold):
    found = model.decode(outputs(model), 0.65, threshold, 640, 360)
    assert len(found) == 0 or threshold == 0.0


def test_another_size_shares_the_sessions(model):
    small = model.with_long_side(320)
    assert small.input_size(640, 360) == (192, 320)
    assert small._pool is model._pool
    assert small.name(0.4) == model.name(0.4)


@pytest.mark.parametrize("long_side", [0, 100, -32])
def test_a_size_the_network_cannot_have_is_refused(model, long_side):
    with pytest.raises(ValueError, match="multiple of 32"):
        model.with_long_side(long_side)


def test_its_name_carries_the_sum_of_its_weights(model):
    weights = default_model_path(None, {}).read_bytes()
    assert model.name(0.4).sha256 == hashlib.sha256(weights).hexdigest()


def test_many_threads_share_it(model):
    random = np.random.default_rng(1)
    pictures = [random.integers(0, 255, (90, 160, 3)).astype(np.uint8) for _ in range(8)]
    alone = [model.detect(picture, 0.05) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda picture: model.detect(picture, 0.05), pictures))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.boxes, other.boxes)
