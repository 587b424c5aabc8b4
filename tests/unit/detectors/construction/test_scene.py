import numpy as np
import pytest

from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground


def grey(picture):
    return np.repeat(picture[:, :, 1:2], 3, axis=2)


def cast(picture, levels):
    """Return a grey picture as a decoder rounds its colours: a few levels beside grey."""
    shifted = grey(picture).astype(np.int16) + np.array(levels)
    return np.clip(shifted, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("light", [1.0, 0.6, 0.3])
@pytest.mark.parametrize("levels", [(0, 0, 0), (-3, 0, -2), (3, 0, -1)])
def test_a_grey_picture_is_infrared_in_any_light_and_whatever_the_rounding(light, levels):
    assert Scene.of(cast(Ground().picture(light=light), levels)).infrared


def test_a_picture_with_a_little_colour_is_not():
    picture = grey(Ground().picture()).astype(np.int16)
    picture[:90, :, 2] += 4
    assert not Scene.of(np.clip(picture, 0, 255).astype(np.uint8)).infrared
