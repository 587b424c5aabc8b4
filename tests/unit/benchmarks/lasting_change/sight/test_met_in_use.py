"""What the network meets in use."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from benchmarks.lasting_change.sight.examples import IGNORED, NO, YES
from benchmarks.lasting_change.sight.met_in_use import Meeting
from benchmarks.lasting_change.sight.watched_sight import WatchedSight
from tests.unit.detectors.support import START, FakeModel, Ground

LEARNING, EVERY = 5, timedelta(hours=4)
WALL = np.s_[46:74, 61:104]
"""Of one 60 px high, in answers of 160 x 90."""


def label_of(wall_px: int) -> np.ndarray:
    label = np.zeros((180, 320), np.uint8)
    label[150 - wall_px : 150, 120:210] = 1
    return label


def beside(wanted: np.ndarray) -> np.ndarray:
    rest = wanted.copy()
    rest[44:76, 59:106] = NO
    return rest


def meet(walls: list[int], shown: list[int] | None = None) -> Meeting:
    """Show visits with so much of a wall, of which the labels may say otherwise."""
    ground, meeting = Ground(), Meeting(FakeModel(), WatchedSight())
    for number, (wall, labelled) in enumerate(zip(walls, shown or walls, strict=True)):
        picture = ground.picture(wall_px=wall)
        meeting.visit([picture] * 3, START + number * EVERY, label_of(labelled))
    return meeting


def test_while_the_place_is_learned_there_is_no_example():
    assert meet([0] * 4).examples == []


def test_where_nothing_was_built_no_is_wanted():
    examples = meet([0] * (LEARNING + 2)).examples
    assert len(examples) == 3
    assert all((one.wanted == NO).all() for one in examples)


def test_a_structure_that_was_not_there_before_is_wanted():
    wanted = meet([0] * LEARNING + [60, 60]).examples[-1].wanted
    assert (wanted[WALL] == YES).all()
    assert not beside(wanted).any()


def test_what_has_been_learned_as_the_place_is_not_asked_for():
    # It is in every picture of before, although it is called a structure from the sixth on.
    wanted = meet([0] * (LEARNING + 3), [0] * LEARNING + [60] * 3).examples[-1].wanted
    assert (wanted[WALL] == IGNORED).all()
    assert not (wanted == YES).any()
