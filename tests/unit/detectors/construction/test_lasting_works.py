"""When works that are seen are told of."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.construction.lasting_works import YOUNG_H, lasting_works
from detectors.construction.works_judge import WorksJudge
from detectors.construction.works_map import STEP, WorksMap
from tests.unit.detectors.support import at

WIDTH, HEIGHT = 320, 180
SHAPE = (HEIGHT // STEP, WIDTH // STEP)
HOUR_S = 3600.0
EVERY_H = 4.0
LEAST_AREA = 0.01
OLD_H = 20.0
OLD = WorksJudge(0.0, {"age": (OLD_H, 0.1, 10.0)})
"""Takes for works what was seen for more than so many hours."""


def seen(value: float, rows: int = 10, columns: int = 12) -> np.ndarray:
    works = np.zeros(SHAPE, np.float32)
    works[20 : 20 + rows, 30 : 30 + columns] = value
    return works


def watch(
    values: list[float],
    every_h: float = EVERY_H,
    rows: int = 10,
    hour_s: float = HOUR_S,
    known_h: float = 10 * YOUNG_H,
    judge: WorksJudge = OLD,
    columns: int = 12,
    least_area: float = LEAST_AREA,
) -> list[bool]:
    """Return, visit by visit, whether anything is told of."""
    known = WorksMap.empty(WIDTH, HEIGHT)
    nowhere = np.zeros((HEIGHT, WIDTH), np.bool_)
    told = []
    for visit, value in enumerate(values):
        now = at(visit * every_h * HOUR_S)
        known.visit(seen(value, rows, columns), nowhere, now, infrared=False)
        begun_at = at(-known_h * HOUR_S)
        told.append(bool(lasting_works(known, judge, least_area, begun_at, now, hour_s).any()))
    return told


def test_works_are_told_of_once_the_judge_is_sure():
    told = watch([0.97] * 10)
    first = told.index(True)
    assert first * EVERY_H > OLD_H >= (first - 1) * EVERY_H
    assert all(told[first:])


@pytest.mark.parametrize(("sure", "believed"), [(0.45, False), (0.8, True)])
def test_small_works_in_doubt_the_packaged_judge_never_believes(sure: float, believed: bool):
    # .7 % of the picture; of ten times as much it is sooner sure.
    told = watch([sure] * 40, rows=4, columns=6, least_area=0.005, judge=WorksJudge.packaged())
    assert any(told) == believed


def test_what_stays_for_an_afternoon_is_not_told_of():
    # However sure the judge is of them: they are still seen half a day after they came.
    assert not any(watch([0.97] * 3 + [0.0] * 10, judge=WorksJudge(50.0, {})))


def test_one_visit_that_hides_them_does_not_end_them_and_their_end_does():
    told = watch([0.97] * 10 + [0.0] + [0.97] * 2 + [0.0] * 8)
    assert told[10]
    assert not told[-1]


def test_a_place_that_is_hardly_known_is_waited_for():
    told = watch([0.97] * 20, known_h=0)
    assert told.index(True) * EVERY_H == YOUNG_H


def test_what_is_smaller_than_matters_is_not_told_of():
    assert not any(watch([0.97] * 10, rows=2))


def test_where_visits_are_frequent_the_changes_followed_decide():
    assert not any(watch([0.97] * 400, every_h=0.25))


@pytest.mark.parametrize("hour_s", [HOUR_S, 2 * HOUR_S])
def test_age_counts_in_the_cameras_hours(hour_s: float):
    told = watch([0.97] * 16, hour_s=hour_s)
    assert told.index(True) * EVERY_H > OLD_H * hour_s / HOUR_S
