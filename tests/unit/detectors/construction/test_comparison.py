import cv2
import pytest

from detectors.construction.comparison import difference
from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground


@pytest.mark.parametrize("light", [0.4, 0.7, 1.3, 1.7])
def test_light_alone_makes_no_difference(light):
    ground = Ground()
    found = difference(Scene.of(ground.picture()), Scene.of(ground.picture(light=light)))
    assert (found > 0.55).mean() < 0.03


def test_infrared_against_colour_is_compared_by_structure_alone():
    ground = Ground()
    grey = cv2.cvtColor(cv2.cvtColor(ground.picture(), cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    assert (difference(Scene.of(ground.picture()), Scene.of(grey)) > 0.55).mean() < 0.03


def test_a_wall_differs_inside_and_nothing_does_outside():
    ground = Ground()
    found = difference(Scene.of(ground.picture()), Scene.of(ground.picture(wall_px=80)))
    assert (found[80:140, 130:200] > 0.55).mean() > 0.9
    assert (found[:, :100] > 0.55).mean() < 0.01
