import pytest

from detectors.construction.registration import register
from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground


@pytest.mark.parametrize("shake", [(0.0, 0.0), (2.0, -1.5), (-5.4, 3.2), (8.0, 8.0)])
def test_a_small_shift_is_found_and_undone(shake):
    ground = Ground()
    found = register(Scene.of(ground.picture()), Scene.of(ground.picture(shake=shake)))
    assert found.shift_px == pytest.approx((-shake[0], -shake[1]), abs=0.35)
    assert found.alike > 0.8


def test_a_shift_beyond_shake_is_not_undone():
    ground = Ground()
    found = register(Scene.of(ground.picture()), Scene.of(ground.picture(shake=(60, 0))))
    assert found.shift_px == (0.0, 0.0)
    assert found.alike < 0.3
    assert found.elsewhere


def test_another_place_is_no_shift_of_this_one():
    found = register(Scene.of(Ground().picture()), Scene.of(Ground(seed=2).picture()))
    assert not found.elsewhere
