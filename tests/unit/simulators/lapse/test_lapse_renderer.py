from __future__ import annotations

import cv2
import numpy as np
import pytest

from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import LapseRenderer
from simulators.lapse.structure_planning import outline, plan_structures
from simulators.lapse.weather import Weather


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


@pytest.mark.parametrize(
    ("mask", "corners"),
    [
        (np.zeros((36, 64), np.bool_), 0),
        (np.eye(36, 64, dtype=np.bool_) & (np.arange(64) == 3), 3),
        (np.ones((36, 64), np.bool_), 4),
    ],
    ids=["nothing", "one pixel", "everything"],
)
def test_any_mask_has_an_outline_within_the_picture(
    mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]], corners: int
) -> None:
    points = outline(mask)
    assert len(points) >= corners
    assert bool(points) == bool(mask.any())
    assert all(0 <= u <= 1 and 0 <= v <= 1 for u, v in points)
