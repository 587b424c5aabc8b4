from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import pytest

from simulators.scenes.plot import Plot
from simulators.scenes.scene import Scene, SceneSettings
from simulators.scenes.scene_source import SCENE_NAMES, SceneName, make_scene


@cache
def scene(name: SceneName, seed: int) -> Scene:
    return make_scene(name, SceneSettings(seed, 320, 180))


def digest(name: SceneName, seed: int, t_s: float) -> str:
    image, truth = make_scene(name, SceneSettings(seed, 320, 180)).frame(t_s, 3)
    return hashlib.sha256(image.tobytes() + repr(truth).encode()).hexdigest()


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_the_same_seed_gives_the_same_pixels_and_another_seed_others(name: SceneName) -> None:
    first = digest(name, 1, 30.0)
    assert digest(name, 1, 30.0) == first
    assert digest(name, 3, 30.0) != first


@pytest.mark.parametrize("name", ["lane", "square", "quiet_plot"])
def test_the_end_runs_into_the_beginning(name: SceneName) -> None:
    it = scene(name, 2)
    last, _ = it.frame(it.period_s - 0.1, 1)
    first, first_truth = it.frame(0.0, 1)
    again, again_truth = it.frame(it.period_s, 1)
    assert np.array_equal(first, again)
    assert first_truth == again_truth
    usual = np.abs(it.frame(0.1, 1)[0].astype(int) - first).mean()
    assert np.abs(last.astype(int) - first).mean() < 3 * usual + 0.5


def test_a_crowd_gathers_stays_and_leaves() -> None:
    it = scene("square", 2)
    counts = [it.frame(t, 0)[1].zone_count for t in (0.0, 30.0, 35.0, 40.0, it.period_s - 0.1)]
    assert counts[0] <= 4
    assert min(counts[1:4]) >= 14
    assert counts[4] <= 4


def test_a_lane_never_holds_a_crowd() -> None:
    for seed in (1, 2, 4):
        it = scene("lane", seed)
        counts = [it.frame(t, 0)[1].zone_count for t in np.arange(0, it.period_s, 2.0)]
        assert max(counts) < 12
        assert sum(counts) > len(counts), "there should be somebody most of the time"


def test_a_house_goes_up_and_stays() -> None:
    it = scene("plot", 1)
    at = {t: it.frame(t, 0)[1] for t in (2.0, Plot.BEGIN_S + 15, Plot.DONE_S + 1, 82.0, 83.9)}
    areas = [truth.structure_area for truth in at.values()]
    assert areas[0] == 0
    assert 0.01 < areas[1] < areas[2]
    assert areas[2] > 0.06
    assert areas[3] > 0.06
    assert at[82.0].progress == 1
    assert not at[82.0].vehicles
    assert not at[82.0].people
    assert not at[83.9].people


def test_nothing_is_built_on_the_quiet_plot_and_vehicles_pass() -> None:
    it = scene("quiet_plot", 1)
    truths = [it.frame(t, 0)[1] for t in np.arange(0, it.period_s, 1.0)]
    assert all(truth.structure_area == 0 and truth.progress == 0 for truth in truths)
    assert sum(bool(truth.vehicles) for truth in truths) > len(truths) / 4


def test_boxes_and_visibility_are_sane() -> None:
    it = scene("square", 1)
    _, truth = it.frame(35.0, 0)
    assert len({person.person for person in truth.people}) == len(truth.people)
    for person in truth.people:
        left, top, right, bottom = person.box
        assert left < right
        assert top < bottom
        assert 0 < person.visibility <= 1
