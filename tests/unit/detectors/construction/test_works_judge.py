"""How surely what the network has seen for a while are works."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.construction.works_judge import PART_OF, WorksJudge, seen_works
from detectors.construction.works_map import STEP, WorksMap
from tests.unit.detectors.support import at

WIDTH, HEIGHT = 320, 180
HOUR_S = 3600.0
NOWHERE = np.zeros((HEIGHT, WIDTH), np.bool_)


def after(value: float, visits: int, *, every_h: float = 4.0, rows: int = 10, columns: int = 12):
    """Return the works of so many visits, and the capture time of the last."""
    works = WorksMap.empty(WIDTH, HEIGHT)
    seen = np.zeros((HEIGHT // STEP, WIDTH // STEP), np.float32)
    seen[20 : 20 + rows, 30 : 30 + columns] = value
    for visit in range(visits):
        now = at(visit * every_h * HOUR_S)
        works.visit(seen, NOWHERE, now, infrared=False)
    return works, now


def told(value: float, visits: int, **more: float):
    works, now = after(value, visits, **more)
    (seen,) = seen_works(works, 0.001, now, HOUR_S)
    return seen


def test_the_weights_name_what_is_known_of_works():
    features = told(0.9, 10).features
    assert set(WorksJudge.packaged().weights) == set(features)
    assert all(np.isfinite(one) for one in features.values())


@pytest.mark.parametrize(
    ("more", "less"),
    [((0.97, 10), (0.97, 5)), ((0.97, 12), (0.6, 12)), ((0.9, 30), (0.5, 30))],
    ids=["longer", "surer", "surer after days"],
)
def test_what_speaks_for_works_makes_the_judge_surer(more, less):
    judge = WorksJudge.packaged()
    assert judge.sure(told(*more).features) > judge.sure(told(*less).features)


def test_what_is_known_of_works_is_measured_in_the_pictures_own_terms():
    seen = told(1.0, 8)
    assert seen.share == pytest.approx(120 / (80 * 45))
    assert seen.features["filled"] == 1.0
    # The first visit of many weighs as one of them: works begin there.
    assert seen.features["age"] == pytest.approx(7 * 4.0)
    assert seen.features["young"] == 0.0
    assert seen.features["mean"] == pytest.approx(1 - 0.65**8, abs=1e-3)


def test_two_pieces_that_do_not_touch_are_judged_apart_and_small_ones_not_at_all():
    works, now = after(0.97, 8)
    works.mean[2:6, 2:6] = 0.9
    assert len(list(seen_works(works, 0.001, now, HOUR_S))) == 2
    assert len(list(seen_works(works, 0.01, now, HOUR_S))) == 1


def test_where_the_mean_is_low_nothing_is_seen():
    works, now = after(PART_OF - 0.05, 20)
    assert not list(seen_works(works, 0.001, now, HOUR_S))


def test_what_is_surely_wide_of_all_stays_between_nothing_and_one():
    judge = WorksJudge(0.0, {"one": (0.0, 1.0, 1e9)})
    assert 0.0 <= judge.sure({"one": -1e9}) < 1e-9
    assert 1.0 - 1e-9 < judge.sure({"one": 1e9}) <= 1.0
