import numpy as np
import pytest

from detectors.models.coco import COCO_CLASSES
from detectors.models.suppression import MAX_CANDIDATES, suppress


def run(rows, scores, class_ids):
    return suppress(
        np.array(rows, np.float32).reshape(-1, 4),
        np.array(scores, np.float32),
        np.array(class_ids, np.int32),
        classes=COCO_CLASSES,
        max_overlap=0.6,
        width=100,
        height=100,
    )


A, NEAR_A, FAR = (10, 10, 30, 60), (11, 10, 31, 61), (60, 10, 80, 60)


@pytest.mark.parametrize(
    ("rows", "scores", "class_ids", "kept_scores"),
    [
        ([], [], [], []),
        ([A, NEAR_A], [0.5, 0.9], [0, 0], [0.9]),
        ([A, NEAR_A], [0.5, 0.9], [0, 2], [0.9, 0.5]),
        ([A, FAR], [0.5, 0.9], [0, 0], [0.9, 0.5]),
        ([A, (np.nan, 0, 1, 1)], [0.5, 0.9], [0, 0], [0.5]),
    ],
    ids=["nothing", "same class", "other class", "apart", "not a number"],
)
def test_one_box_stays_per_object(rows, scores, class_ids, kept_scores):
    found = run(rows, scores, class_ids)
    assert sorted(found.scores.tolist(), reverse=True) == pytest.approx(kept_scores)


def test_boxes_are_clipped_to_the_picture():
    assert run([(-5, -5, 120, 130)], [0.9], [0]).boxes.tolist() == [[0, 0, 100, 100]]


def test_noise_is_bounded():
    rows = np.random.default_rng(1).uniform(0, 90, (4000, 2))
    found = run(np.hstack([rows, rows + 1]), np.full(4000, 0.2), np.zeros(4000))
    assert 0 < len(found) <= MAX_CANDIDATES


def test_detections_are_chosen_by_name_and_score():
    found = run([A, FAR, (10, 70, 30, 95)], [0.9, 0.3, 0.8], [0, 0, 2])
    assert len(found.people(0.5)) == 1
    assert len(found.people(0.2)) == 2
    assert len(found.of(("car", "unicorn"), 0.0)) == 1
