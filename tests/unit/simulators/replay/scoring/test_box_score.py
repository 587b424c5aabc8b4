"""Precision and recall of boxes, over thresholds, in zones."""

from __future__ import annotations

import numpy as np

from simulators.replay.box_look import BoxLook
from simulators.replay.scoring.box_score import BoxScore, people_inside, score_boxes
from simulators.replay.truth.true_people import TruePeople

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def boxes(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def look(found: np.ndarray, *scores: float) -> BoxLook:
    return BoxLook(1, 100, 100, found, np.array(scores, np.float32), np.array(scores) >= 0.4)


HERE = (10.0, 10.0, 20.0, 40.0)
THERE = (70.0, 10.0, 80.0, 40.0)
NOWHERE = (40.0, 60.0, 45.0, 80.0)


def test_a_threshold_keeps_what_scores_as_much() -> None:
    found = look(boxes(HERE, THERE, NOWHERE), 0.9, 0.3, 0.5)
    score = score_boxes([found], {1: TruePeople(boxes(HERE, THERE))}, [WHOLE])
    assert score.at(0.2) == (2 / 3, 1.0, 0.8)
    assert score.at(0.4) == (0.5, 0.5, 0.5)
    assert score.at(0.6) == (1.0, 0.5, 2 / 3)
    assert score.at(0.95) == (0.0, 0.0, 0.0)


def test_each_person_is_found_once_by_the_best_box() -> None:
    score = score_boxes([look(boxes(HERE, HERE), 0.4, 0.9)], {1: TruePeople(boxes(HERE))}, [WHOLE])
    assert score.right.tolist() == [False, True]


def test_what_is_ignored_or_hidden_is_neither_right_nor_wrong() -> None:
    truth = {1: TruePeople(boxes(HERE), ignored=boxes(THERE), hidden=boxes(NOWHERE))}
    score = score_boxes([look(boxes(HERE, THERE, NOWHERE), 0.9, 0.8, 0.7)], truth, [WHOLE])
    assert score.at(0.5) == (1.0, 1.0, 1.0)
    assert people_inside(truth[1], 100, 100, WHOLE) == 2


def test_only_what_stands_in_a_zone_counts_and_its_match_with_it() -> None:
    shifted = (48.0, 10.0, 58.0, 40.0)
    truth = {1: TruePeople(boxes((44.0, 10.0, 54.0, 40.0), THERE))}
    score = score_boxes([look(boxes(shifted, NOWHERE), 0.9, 0.8)], truth, [LEFT])
    assert score.people == 1
    assert score.right.tolist() == [False]
    exact = (46.0, 10.0, 56.0, 40.0)
    score = score_boxes([look(boxes(exact), 0.9)], truth, [LEFT])
    assert (score.people, score.right.tolist()) == (1, [True])


def test_a_picture_without_truth_shows_nobody_and_sources_add_up() -> None:
    wrong = score_boxes([look(boxes(HERE), 0.9)], {}, [WHOLE])
    right = score_boxes([look(boxes(HERE), 0.8)], {1: TruePeople(boxes(HERE))}, [WHOLE])
    assert BoxScore.joined([wrong, right]).at(0.5) == (0.5, 1.0, 2 / 3)
