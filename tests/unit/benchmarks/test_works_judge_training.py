"""Learning how surely and for how long works must be seen."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lasting_change.works_judge_training import (
    FIRST_REPORTED_SEED,
    Example,
    fit,
    fitted,
    seeds_of,
)
from detectors.construction.works_judge import WorksJudge


def test_what_tells_the_two_apart_gets_the_weight_and_what_does_not_gets_little():
    random = np.random.default_rng(4)
    structure = random.random(2000) < 0.3
    tells, says_nothing = random.normal(structure * 2.0), random.normal(size=2000)
    _, _, logits = fit(np.stack([tells, says_nothing], axis=1), structure, 1.0)
    assert logits[0] > 1.0
    assert abs(logits[1]) < 0.2
    assert logits[2] < 0.0


def test_a_stronger_penalty_leaves_smaller_weights():
    random = np.random.default_rng(4)
    structure = random.random(500) < 0.5
    values = random.normal(structure * 3.0)[:, None]
    strong, weak = (fit(values, structure, penalty)[2][0] for penalty in (0.01, 1.0))
    assert 0.0 < strong < weak


def test_what_was_learned_is_read_by_the_judge():
    rows = [Example({"one": float(n % 2), "two": 0.5 + n % 3}, n % 2 == 1) for n in range(60)]
    held = fitted(rows)
    judge = WorksJudge(held["bias"], held["weights"])
    assert judge.sure({"one": 1.0, "two": 1.5}) > judge.sure({"one": 0.0, "two": 1.5})


@pytest.mark.parametrize("text", ["", "a", f"0-{FIRST_REPORTED_SEED}"])
def test_what_is_no_list_of_development_seeds_is_refused(text: str):
    with pytest.raises(ValueError, match=r"reports alone|invalid literal"):
        seeds_of(text)
