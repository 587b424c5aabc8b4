import numpy as np
import pytest

from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
from tests.unit.detectors.support import boxes


def checkers(phase):
    rows, columns = np.indices((360, 640)) // 3
    return np.where(((rows + columns + phase) % 2)[:, :, None], 220, 30).astype(np.uint8) * np.ones(
        (1, 1, 3), np.uint8
    )


@pytest.mark.parametrize("height_px", [20, 40, 90, 300])
def test_detail_inside_a_box_is_gone_for_good(height_px):
    box = (100.0, 30.0, 100.0 + height_px / 2.5, 30.0 + height_px)
    one, other = (PeopleMasker().mask(checkers(p), boxes(box)) for p in (0, 1))
    inner = np.s_[30 : 30 + height_px, 100 : 100 + int(height_px / 2.5)]
    # Two pictures with opposite detail look the same once masked, and neither has contrast left.
    assert np.abs(one[inner].astype(int) - other[inner]).mean() < 15
    assert one[inner].std() < 15


@pytest.mark.parametrize(
    ("score", "masked"), [(MASKING_THRESHOLD, True), (0.15, True), (0.02, False)]
)
def test_doubtful_people_are_masked_too(score, masked):
    image = checkers(0)
    result = PeopleMasker().mask(image, boxes((100, 100, 140, 200), score=score))
    assert (not np.array_equal(result, image)) == masked


def test_the_rest_of_the_picture_and_the_source_stay_as_they_are():
    image = checkers(0)
    before = image.copy()
    result = PeopleMasker().mask(image, boxes((100, 100, 140, 200)))
    assert np.array_equal(image, before)
    assert np.array_equal(result[:, 300:], image[:, 300:])


def test_without_a_model_the_whole_picture_is_pixelated():
    result = PeopleMasker().mask(checkers(0), None)
    assert result.std() < 15


def test_what_moves_is_masked_although_no_model_found_it():
    moving = np.zeros((180, 320), np.bool_)
    moving[50:80, 50:60] = True
    result = PeopleMasker().mask(checkers(0), boxes(), moving)
    assert result[100:160, 100:120].std() < 15
    assert np.array_equal(result[:, 320:], checkers(0)[:, 320:])


def test_a_box_half_outside_the_picture_is_masked_where_it_is_inside():
    result = PeopleMasker().mask(checkers(0), boxes((-30, -20, 60, 400)))
    assert result[:, :60].std() < 20
