"""What is remembered of works seen."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.construction.evidence_map import NEVER, moment
from detectors.construction.works_map import (
    BEGUN,
    INFRARED_WEIGHT,
    MOST_WEIGHT,
    OVER,
    STEP,
    WorksMap,
    cells_of,
)
from tests.unit.detectors.support import at

WIDTH, HEIGHT = 64, 32
SHAPE = (HEIGHT // STEP, WIDTH // STEP)
HOUR_S = 3600.0


def works(value: float = 1.0) -> np.ndarray:
    seen = np.zeros(SHAPE, np.float32)
    seen[2:5, 3:9] = value
    return seen


def nowhere() -> np.ndarray:
    return np.zeros((HEIGHT, WIDTH), np.bool_)


def test_three_visits_must_agree_before_half_is_believed():
    known = WorksMap.empty(WIDTH, HEIGHT)
    reached = []
    for visit in range(3):
        known.visit(works(), nowhere(), at(visit * 6 * HOUR_S), infrared=False)
        reached.append(float(known.mean.max()))
    assert reached[0] == pytest.approx(MOST_WEIGHT)
    assert reached[0] < 0.5 < reached[1] < reached[2]


def test_many_visits_in_one_hour_weigh_as_one_hour():
    often, seldom = WorksMap.empty(WIDTH, HEIGHT), WorksMap.empty(WIDTH, HEIGHT)
    for known in (often, seldom):
        known.visit(works(0.0), nowhere(), at(0), infrared=False)
    for minute in range(10, 121, 10):
        often.visit(works(), nowhere(), at(60 * minute), infrared=False)
    seldom.visit(works(), nowhere(), at(2 * HOUR_S), infrared=False)
    assert often.mean.max() == pytest.approx(seldom.mean.max(), rel=1e-3)


def test_the_beginning_is_remembered_until_the_works_are_gone():
    known = WorksMap.empty(WIDTH, HEIGHT)
    for visit in range(4):
        known.visit(works(), nowhere(), at(visit * 6 * HOUR_S), infrared=False)
    assert known.mean[3, 4] > BEGUN
    assert known.onsets[3, 4] == moment(at(0))
    assert known.onsets[0, 0] == NEVER
    visit = 4
    while known.mean[3, 4] >= OVER:
        known.visit(works(0.0), nowhere(), at(visit * 6 * HOUR_S), infrared=False)
        visit += 1
        assert visit < 20
    assert known.onsets[3, 4] == NEVER


def test_what_is_hidden_is_left_as_it_was_and_infrared_light_weighs_less():
    known = WorksMap.empty(WIDTH, HEIGHT)
    hidden = nowhere()
    hidden[:, : 6 * STEP] = True
    known.visit(works(), hidden, at(0), infrared=True)
    assert known.mean[3, 4] == 0
    assert known.mean[3, 7] == pytest.approx(MOST_WEIGHT * INFRARED_WEIGHT)


def test_what_was_taken_away_is_forgotten():
    known = WorksMap.empty(WIDTH, HEIGHT)
    for visit in range(3):
        known.visit(works(), nowhere(), at(visit * 6 * HOUR_S), infrared=False)
    assert known.mean_over(known.likely()) > 0.5
    known.clear(known.likely())
    assert not known.likely().any()
    assert known.mean_over(~nowhere()) == 0


def test_a_strip_thinner_than_a_cell_has_a_mean_too():
    known = WorksMap.empty(WIDTH, HEIGHT)
    known.visit(works(), nowhere(), at(0), infrared=False)
    strip = nowhere()
    strip[13, 14:34] = True
    assert not cells_of(strip, least=0.5).any()
    assert known.mean_over(strip) == pytest.approx(MOST_WEIGHT)
    assert known.mean_over(nowhere()) == 0
