import numpy as np
import pytest

from detectors.construction.clean_view import clean_view
from tests.unit.detectors.support import Ground


@pytest.mark.parametrize("count", [3, 4, 5])
def test_what_passes_is_taken_out_and_known_to_move(count):
    ground = Ground()
    passing = [(20 + 60 * index, 60, 60 + 60 * index, 120) for index in range(count)]
    view = clean_view([ground.picture(box=box) for box in passing])
    # The median of an even count is the lower middle one.
    assert np.abs(view.image.astype(int) - ground.picture()).mean() < 6
    assert view.moving is not None
    assert view.moving[70:110, 30:50].mean() > 0.5
    assert view.moving[:, 310:].mean() < 0.2


def test_a_single_frame_is_its_own_view():
    picture = Ground().picture()
    view = clean_view([picture])
    assert view.image is picture
    assert view.moving is None


def test_frames_of_another_size_are_left_out():
    picture = Ground().picture()
    view = clean_view([picture[:90], picture])
    assert view.image.shape == picture.shape
