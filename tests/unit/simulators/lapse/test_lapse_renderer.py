from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from shapely.geometry import Polygon

from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import LapseRenderer
from simulators.lapse.structure_planning import outline, plan_structures
from simulators.lapse.weather import Weather

Mask = npt.NDArray[np.bool_]


def made(seed: int) -> tuple[LapsePlan, LapseRenderer]:
    plan = LapsePlan.of(seed, 6)
    renderer = LapseRenderer(plan)
    plan_structures(plan, renderer.silhouette)
    plan.furnish()
    return plan, renderer


@pytest.fixture(scope="module")
def one() -> tuple[LapsePlan, LapseRenderer]:
    return made(101)


def test_the_same_seed_gives_the_same_pixels(one: tuple[LapsePlan, LapseRenderer]) -> None:
    _, renderer = one
    _, again = made(101)
    # In any order: a visit does not depend on those drawn before it.
    for number in (9, 2):
        first, second = renderer.visit(number), again.visit(number)
        assert all(np.array_equal(a, b) for a, b in zip(first.frames, second.frames, strict=True))
        assert np.array_equal(first.label, second.label)
        assert first.nuisances == second.nuisances


def test_a_structure_is_where_its_truth_says(
    one: tuple[LapsePlan, LapseRenderer], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, renderer = one
    number = next(
        n
        for n, at in enumerate(plan.times)
        if 8 < at.hour < 17 and any(p.progress(at) > 0.5 for p in plan.structures)
    )
    with_it = renderer.visit(number)
    monkeypatch.setattr(plan, "things", [])
    unhidden = renderer.visit(number)
    monkeypatch.undo()
    monkeypatch.setattr(plan, "structures", [])
    without = renderer.visit(number)
    seen = with_it.label > 0
    assert 0 < seen.mean() <= (unhidden.label > 0).mean()
    assert not without.label.any()
    unlike = cv2.absdiff(with_it.frames[0], without.frames[0]).max(2) > 14
    assert unlike[cv2.erode(seen.astype(np.uint8), np.ones((5, 5))) > 0].mean() > 0.5
    # Elsewhere only its shadow, and the exposure that goes with it.
    assert unlike[~seen].mean() < 0.2


HOSTILE = {
    "nothing to see for fog": Weather("fog", 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    "all weather at once": Weather("rain", 1.0, 1.0, 1.0, 50.0, 1.0, 1.0, 1.0),
    "a perfect day": Weather("clear", 0.0, 0.0, 0.0, 1e9, 0.0, 0.0, 0.0),
}


@pytest.mark.parametrize("weather", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_weather_can_be_drawn_by_day_and_by_night(
    weather: Weather, one: tuple[LapsePlan, LapseRenderer], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, renderer = one
    monkeypatch.setattr(plan, "weather", [weather] * len(plan.times))
    monkeypatch.setattr(plan, "exposed_glass", True)
    hours = [at.hour for at in plan.times]
    for number in (hours.index(max(hours)), len(hours) // 2):
        drawn = renderer.visit(number)
        assert all(f.shape == (HEIGHT, WIDTH, 3) and f.dtype == np.uint8 for f in drawn.frames)


def _spiked() -> Mask:
    mask = np.zeros((90, 160), np.bool_)
    mask[40:80, 30:120] = True
    mask[5:40, 50], mask[5:40, 90] = True, True
    mask[60, 120:158] = True
    return mask


def _comb() -> Mask:
    mask = np.zeros((90, 160), np.bool_)
    mask[10:14, :] = True
    mask[10:80, ::9] = True
    return mask


MASKS: dict[str, Mask] = {
    "nothing": np.zeros((90, 160), np.bool_),
    "one pixel": np.arange(90 * 160).reshape(90, 160) == 5000,
    "one pole": np.broadcast_to(np.arange(160) == 7, (90, 160)),
    "everything": np.ones((90, 160), np.bool_),
    "spikes": _spiked(),
    "a comb": _comb(),
    "crumbs": np.random.default_rng(3).random((90, 160)) < 0.02,
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS.keys())
def test_any_mask_has_a_sound_outline_within_the_picture(mask: Mask) -> None:
    points = outline(mask)
    assert bool(points) == bool(mask.any())
    if points:
        assert 3 <= len(points) <= 64
        assert Polygon(points).is_valid
        assert all(0 <= u <= 1 and 0 <= v <= 1 for u, v in points)
