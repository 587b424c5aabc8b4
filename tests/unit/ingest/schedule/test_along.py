"""Looks at one camera share a decoded frame wherever that breaks no promise."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from sharp_eyes.clock import ManualClock

CAMERA = "37049900001320000001"
CROWD = Look(CAMERA, LookKind.CROWD)
DIAGNOSIS = Look(CAMERA, LookKind.DIAGNOSIS)
CONSTRUCTION = Look(CAMERA, LookKind.CONSTRUCTION)


class Story:
    """One camera with a key frame every two seconds, and one place for looks."""

    def __init__(self, *promises: Promise) -> None:
        self.clock = ManualClock()
        self.schedule = LookSchedule(self.clock)
        self.schedule.set_promises(promises)
        self.turns: list[list[Look]] = []
        self.times: dict[Look, list[float]] = defaultdict(list)

    def run(self, seconds: float) -> None:
        """Let time pass in steps of a tenth of a second."""
        end_s = self.clock.monotonic_s() + seconds
        while (now_s := self.clock.monotonic_s()) < end_s - 1e-6:
            if round(now_s * 10) % 20 == 0:
                self.schedule.frame_came(CAMERA)
            while (look := self.schedule.take()) is not None:
                self.turn(look)
            self.clock.advance(0.1)

    def turn(self, look: Look) -> None:
        """Do a look and what goes along."""
        looks = [look, *self.schedule.along(look)]
        assert self.schedule.take() is None, "the camera is under way"
        self.turns.append(looks)
        for number, one in enumerate(looks):
            self.times[one].append(self.clock.monotonic_s())
            self.schedule.done(one, 0.01, held_s=0.0 if number else 0.01)


def every(look: Look, interval_s: float, frames: int = 1) -> Promise:
    return Promise(look, interval_s, frames)


@pytest.mark.parametrize("behind_s", [0, 2, 4, 6, 8])
def test_two_looks_as_often_share_every_frame_wherever_they_began(behind_s: float) -> None:
    story = Story(every(CROWD, 10))
    story.run(20 + behind_s)
    story.schedule.set_promises([every(CROWD, 10), every(DIAGNOSIS, 10)])
    story.run(30)
    story.turns.clear()
    story.run(100)
    assert all(len(turn) == 2 for turn in story.turns)
    assert len(story.turns) == pytest.approx(10, abs=1)


@pytest.mark.parametrize(("crowd_s", "diagnosis_s"), [(2, 10), (4, 10), (10, 4), (6, 14), (10, 60)])
def test_promises_are_kept_and_hardly_anything_is_looked_at_more_often(
    crowd_s: float, diagnosis_s: float
) -> None:
    story = Story(every(CROWD, crowd_s), every(DIAGNOSIS, diagnosis_s))
    story.run(600)
    for look, interval_s in ((CROWD, crowd_s), (DIAGNOSIS, diagnosis_s)):
        gaps = [later - earlier for earlier, later in pairwise(story.times[look])]
        assert max(gaps) <= interval_s + 2.2, "a key frame comes every two seconds"
        assert len(gaps) <= 1.35 * 600 / interval_s
    figures = story.schedule.figures()
    assert sum(one.missed for one in figures.kinds.values()) == 0


def test_a_visit_is_not_begun_early_for_company_but_its_frames_are_shared() -> None:
    story = Story(every(CONSTRUCTION, 100, 3), every(DIAGNOSIS, 4))
    story.run(500)
    visits = story.times[CONSTRUCTION]
    assert len(visits) == pytest.approx(15, abs=3)
    assert any({*turn} == {CONSTRUCTION, DIAGNOSIS} for turn in story.turns)


def test_a_visit_does_not_go_along_before_others_that_must_begin_sooner() -> None:
    other = Look("37049900001320000002", LookKind.CROWD)
    story = Story(every(CROWD, 10), every(CONSTRUCTION, 100, 3), every(other, 10))
    for camera in (CAMERA, other.camera_id):
        story.schedule.frame_came(camera)
    first = story.schedule.take()
    assert first == CROWD
    assert story.schedule.along(first) == [], "the other camera waits, the visit has time"
    story.schedule.done(first, 0.01)
    assert [story.schedule.take(), story.schedule.take()] == [other, CONSTRUCTION]


def test_a_frequent_look_is_not_laid_on_the_grid_of_a_rare_one_that_is_spread() -> None:
    before = Look("37049900001320000000", LookKind.CROWD)  # has the first place in the interval
    story = Story(every(before, 300), every(CROWD, 10), every(CONSTRUCTION, 300))
    story.run(1000)
    gaps = [later - earlier for earlier, later in pairwise(story.times[CROWD])]
    assert min(gaps) >= 9.9
    assert max(gaps) <= 10.1
    visits = [later - earlier for earlier, later in pairwise(story.times[CONSTRUCTION])]
    assert 0 < visits[0] < 299, "it goes to its place after the first look"
    assert visits[1:] == pytest.approx([300] * len(visits[1:]), abs=2.1)


def test_nothing_goes_along_without_a_fresh_frame_or_after_the_turn() -> None:
    story = Story(every(CROWD, 10), every(DIAGNOSIS, 10))
    story.schedule.frame_came(CAMERA)
    first = story.schedule.take()
    assert first is not None
    others = story.schedule.along(first)
    assert len(others) == 1
    assert story.schedule.along(first) == [], "it is under way already"
    for look in (first, *others):
        story.schedule.done(look, 0.01)
    assert story.schedule.along(first) == []
    assert story.schedule.take() is None


def test_the_camera_is_free_only_when_all_looks_of_a_turn_are_done() -> None:
    story = Story(every(CROWD, 1), every(DIAGNOSIS, 1))
    story.schedule.frame_came(CAMERA)
    first = story.schedule.take()
    assert first is not None
    (other,) = story.schedule.along(first)
    story.schedule.done(first, 0.01)
    story.clock.advance(5)
    story.schedule.frame_came(CAMERA)
    assert story.schedule.take() is None
    story.schedule.done(other, 0.01)
    assert story.schedule.take() is not None


def test_looks_that_go_along_are_counted_by_their_own_kind() -> None:
    story = Story(every(CROWD, 10), every(DIAGNOSIS, 10))
    story.run(100)
    kinds = story.schedule.figures().kinds
    assert kinds[LookKind.CROWD].kept == kinds[LookKind.DIAGNOSIS].kept > 5
    assert kinds[LookKind.DIAGNOSIS].promises == 1
