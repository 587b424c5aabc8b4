import numpy as np
import pytest

from detectors.crowd.counted_people import counted_people
from detectors.models.detections import Detections
from tests.unit.detectors.support import boxes


def row(count, score, top=50.0, left=0.0):
    rows = [(left + 10.0 * i, top, left + 10.0 * i + 8, top + 40) for i in range(count)]
    return boxes(*rows, score=score)


def together(*parts):
    return Detections(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.class_ids for part in parts]),
        np.concatenate([part.scores for part in parts]),
        parts[0].classes,
    )


@pytest.mark.parametrize(
    ("found", "counted", "more"),
    [
        (row(9, 0.9), 9, False),
        (together(row(9, 0.9), row(9, 0.2, top=200)), 9, False),
        (together(row(20, 0.9), row(5, 0.25, top=200)), 25, False),
        (together(row(20, 0.9), row(5, 0.25, left=1.0)), 20, False),
        (together(row(20, 0.9), row(5, 0.9, left=1.0)), 25, False),
        (together(row(20, 0.9), row(3, 0.15, top=200)), 20, False),
        (together(row(20, 0.9), row(6, 0.15, top=200)), 20, True),
        (together(row(20, 0.9), row(9, 0.05, top=200)), 20, False),
    ],
    ids=[
        "few and sure",
        "few, and leaves beside them",
        "many, and some less sure",
        "less sure ones on the same people",
        "sure ones close together",
        "many, and a few weak ones",
        "many, and many weak ones",
        "many, and leaves",
    ],
)
def test_boxes_count_by_how_sure_and_how_many_they_are(found, counted, more):
    result = counted_people(found, 0.4)
    assert (len(result.people), result.more) == (counted, more)


def test_other_things_never_count():
    found = together(row(20, 0.9), boxes((0, 200, 50, 250), name="car"))
    assert len(counted_people(found, 0.4).people) == 20


def test_a_threshold_below_the_least_stays_as_it_is():
    found = together(row(20, 0.9), row(5, 0.12, top=200))
    assert len(counted_people(found, 0.1).people) == 25
