import numpy as np
import pytest

from detectors.construction.reference import Reference
from detectors.construction.scene import Scene
from detectors.construction.state import ConstructionState
from sharp_eyes.errors import Damaged
from tests.unit.detectors.support import START, Ground


def make():
    ground = Ground()
    scenes = [Scene.of(ground.picture()) for _ in range(4)]
    hidden = [np.zeros((180, 320), np.bool_) for _ in scenes]
    ages = np.random.default_rng(1).integers(0, 12, (180, 320)).astype(np.uint8)
    return ConstructionState(Reference.learn(scenes, hidden, START), ages, b"jpeg", START)


def test_a_state_comes_back_as_it_went():
    state = make()
    packed = state.to_bytes()
    again = ConstructionState.from_bytes(packed)
    assert np.array_equal(again.ages, state.ages)
    assert np.array_equal(again.reference.known, state.reference.known)
    assert np.allclose(again.reference.scene.light, state.reference.scene.light, atol=0.3)
    assert np.allclose(again.reference.noise, state.reference.noise, atol=0.01)
    assert (again.before_jpeg, again.before_at) == (b"jpeg", START)
    assert len(packed) < 600_000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: b"",
        lambda packed: b"no archive at all",
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed[:2000] + b"\x00" * 64 + packed[2064:],
        lambda packed: packed + b"0" * 9_000_000,
    ],
    ids=["empty", "text", "cut off", "flipped bytes", "far too large"],
)
def test_a_damaged_state_is_named_as_such(spoil):
    with pytest.raises(Damaged):
        ConstructionState.from_bytes(spoil(make().to_bytes()))


def test_a_pixel_never_seen_is_unknown():
    ground = Ground()
    hidden = np.zeros((180, 320), np.bool_)
    hidden[50:80, 50:80] = True
    scenes = [Scene.of(ground.picture()) for _ in range(4)]
    reference = Reference.learn(scenes, [hidden] * 4, START)
    assert not reference.known[60, 60]
    assert reference.known[10, 10]
    assert not reference.scene.light[60, 60].any()
