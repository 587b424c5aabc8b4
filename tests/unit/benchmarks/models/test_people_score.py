import numpy as np
import pytest

from benchmarks.models.model_row import ModelRow
from benchmarks.models.model_table import as_markdown
from benchmarks.models.people_score import PeopleScore
from benchmarks.models.people_truth import read_people
from benchmarks.models.threshold_choice import ALLOWED_LOSS, choose
from simulators.replay.truth.true_people import NO_BOXES

A, NEAR_A, FAR = (0, 0, 10, 20), (1, 0, 11, 20), (50, 0, 60, 20)


def array(*rows):
    return np.array(rows, np.float32).reshape(-1, 4)


def test_each_person_is_matched_once_by_the_surest_box():
    score = PeopleScore()
    score.add(array(NEAR_A, A), np.array([0.5, 0.9], np.float32), array(A, FAR))
    assert (score.hits, score.wrong, score.missed, score.errors) == (1, 1, 1, [0])
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_counts_are_off_in_both_directions():
    score = PeopleScore()
    score.add(array(A), np.array([0.9], np.float32), NO_BOXES)
    score.add(NO_BOXES, np.zeros(0, np.float32), array(A, FAR))
    assert (score.count_mae, score.count_bias) == (1.5, -0.5)


def test_people_marked_as_not_to_be_considered_count_too(tmp_path):
    (tmp_path / "gt.txt").write_text(
        "1,9,10,20,30,40,1,0,0,0\n1,8,0,0,5,5,0,0,0,0\n\n3,9,1,1,2,2,1\n"
    )
    people = read_people(tmp_path / "gt.txt")
    assert people[1].tolist() == [[10, 20, 40, 60], [0, 0, 5, 5]]
    assert sorted(people) == [1, 3]


def with_f1(f1):
    # 2h / (2h + missed) = f1
    return PeopleScore(hits=1000, missed=round(2000 / f1 - 2000), errors=[0])


@pytest.mark.parametrize(
    ("f1", "chosen"),
    [
        ({0.3: 0.95, 0.4: 0.94, 0.5: 0.90}, 0.4),
        ({0.3: 0.90, 0.4: 0.94, 0.5: 0.94 - ALLOWED_LOSS + 0.001}, 0.5),
        ({0.3: 0.95, 0.4: 0.90, 0.5: 0.80}, 0.3),
    ],
)
def test_the_strictest_threshold_near_the_best_is_chosen(f1, chosen):
    assert choose({threshold: with_f1(value) for threshold, value in f1.items()}) == chosen


def test_a_table_without_truth_shows_costs_alone():
    row = ModelRow("a model", 0.4, None, 12.34, 0.25)
    assert as_markdown([row]).splitlines()[-1] == "| a model | 12.3 | 0.25 |"
    scored = ModelRow("a model", 0.4, with_f1(0.9), 12.34, 0.25)
    assert "| 0.40 | 0.900 |" in as_markdown([scored])
