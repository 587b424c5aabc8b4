"""Levels, holds and states by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.hold import Hold
from detectors.diagnosis.level import LEARNING_LOOKS, Level
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import MAP_HEIGHT, MAP_WIDTH, Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.state import DiagnosisState
from detectors.diagnosis.texture import Texture
from sharp_eyes.errors import Damaged
from sharp_eyes.registry.privacy_mask import PrivacyMask
from tests.unit.detectors.support import at

OVER = Sign(1.0, 0.5, over=True, well=False, hold_s=30)
WELL = Sign(0.1, 0.5, over=False, well=True, hold_s=30)
BETWEEN = Sign(0.4, 0.5, over=False, well=False, hold_s=30)


@pytest.mark.parametrize(
    ("signs", "held", "cleared"),
    [
        ([OVER] * 3, False, False),
        ([OVER] * 4, True, False),
        ([OVER, OVER, WELL, OVER, OVER], False, False),
        ([OVER, OVER, None, OVER], True, False),
        ([OVER, OVER, OVER, OVER, None], False, False),
        ([OVER, None, None, None, OVER, OVER], False, False),
        ([OVER, WELL, WELL, WELL], False, True),
        ([OVER, WELL, BETWEEN, WELL, WELL], False, False),
        ([WELL, WELL, WELL, OVER], False, False),
    ],
)
def test_a_fault_and_its_end_hold_before_they_count(
    signs: list[Sign | None], held: bool, cleared: bool
) -> None:
    hold = Hold()
    for index, sign in enumerate(signs):
        hold.look(sign, at(10 * index))
    now = at(10 * (len(signs) - 1))
    assert hold.held(now) == held
    assert hold.cleared(now, 20) == cleared


def test_a_level_is_the_mean_while_learning_and_follows_slowly_afterwards() -> None:
    level = Level()
    for value in range(LEARNING_LOOKS):
        assert not level.known
        level.learn(value)
    assert level.known
    assert level.mean == pytest.approx((LEARNING_LOOKS - 1) / 2)
    before = level.mean
    level.learn(before + 100)
    assert level.mean == pytest.approx(before + 1)


@pytest.mark.parametrize(
    ("brightness", "spread", "tint", "light"),
    [
        (110, 12, 9, Light.DAY),
        (30, 6, 4, Light.DARK),
        (90, 0.5, 0.2, Light.INFRARED),
        (20, 0.5, 0.2, Light.INFRARED),
        (90, 0.5, 20, Light.DAY),
    ],
)
def test_a_picture_without_colour_is_infrared_unless_it_is_tinted(
    brightness: float, spread: float, tint: float, light: Light
) -> None:
    assert Light.of(brightness, spread, tint) is light


def block_map(value: float) -> np.ndarray:
    return np.full((9, 16), value, np.float32)


def state(**changes: object) -> DiagnosisState:
    fields: dict[str, object] = {
        "open": PictureFault.COVERED,
        "moved_since": at(5),
        "confirmed_at": None,
        "alive": True,
        "levels": {"noise": {"day": [1.5, 30.0]}},
        "size": (640, 360),
        "edges": np.full((9, 16), 4.0, np.float32),
        "views": {Light.DAY: (np.full((2, MAP_HEIGHT, MAP_WIDTH), 0.5, np.float32), 30)},
        "textures": {Light.DAY: Texture(block_map(7.5), block_map(2.25), 1.5, 30)},
    }
    return DiagnosisState(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_state_comes_back_as_it_was() -> None:
    before = state()
    after = DiagnosisState.from_bytes(before.to_bytes())
    assert (after.open, after.moved_since, after.alive) == (PictureFault.COVERED, at(5), True)
    assert (after.levels, after.size) == (before.levels, before.size)
    mean, looks = after.views[Light.DAY]
    assert looks == 30
    assert np.abs(mean - 0.5).max() < 1 / 127
    texture = after.textures[Light.DAY]
    assert (texture.noise, texture.looks) == (1.5, 30)
    assert np.array_equal(texture.detail, block_map(7.5))
    assert np.array_equal(texture.edges, block_map(2.25))
    assert after.edges is not None
    assert np.array_equal(after.edges, np.full((9, 16), 4.0))


def test_a_state_of_the_first_version_is_read_and_its_textures_are_learned_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("detectors.diagnosis.state.VERSION", 1)
    after = DiagnosisState.from_bytes(state(textures={}).to_bytes())
    assert (after.open, after.moved_since, after.textures) == (PictureFault.COVERED, at(5), {})
    monkeypatch.setattr("detectors.diagnosis.state.VERSION", 3)
    with pytest.raises(Damaged):
        DiagnosisState.from_bytes(state().to_bytes())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing of the kind",
        state().to_bytes()[:200],
        state(views={Light.DAY: (np.zeros((2, 3, 3), np.float32), 1)}).to_bytes(),
        state(edges=np.zeros((2, 2), np.float32)).to_bytes(),
        state(textures={Light.DAY: Texture(np.zeros((2, 2), np.float32))}).to_bytes(),
        state(textures={Light.DAY: Texture(noise=float("nan"))}).to_bytes(),
        state(textures={Light.DAY: Texture(looks=31)}).to_bytes(),
    ],
)
def test_a_damaged_state_is_said(data: bytes) -> None:
    with pytest.raises(Damaged):
        DiagnosisState.from_bytes(data)


@pytest.mark.parametrize("pair", [[float("nan"), 3], [1.0, -1], [1.0, 31], [1.0], "x"])
def test_a_level_that_cannot_be_is_refused(pair: object) -> None:
    with pytest.raises(ValueError, match="level"):
        Levels().restore({"day": pair})


def test_what_masks_leave_is_seen_and_too_little_of_it_is_not_judged() -> None:
    def mask(right: float) -> PrivacyMask:
        return PrivacyMask(id="m", polygon=((0.0, 0.0), (right, 0.0), (right, 1.0), (0.0, 1.0)))

    half = Seen.under((mask(0.5),))
    assert not half.pixels[:, : MAP_WIDTH // 2].any()
    assert half.pixels[:, MAP_WIDTH // 2 + 4 :].all()
    assert half.enough
    assert not Seen.under((mask(0.95),)).enough
    assert Seen.under(()).pixels.all()
