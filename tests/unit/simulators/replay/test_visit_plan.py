"""Which pictures make a visit."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.visit_plan import VisitPlan

NOTHING = np.zeros((1, 1, 3), np.uint8)


def visits(
    plan: VisitPlan, times: list[float], ends: list[bool] | None = None
) -> list[tuple[float, ...]]:
    """Return the times of the pictures of each visit; what is unfinished comes last."""
    done: list[tuple[float, ...]] = []
    running: list[float] = []
    for number, at_s in enumerate(times):
        at = BEGINNING + timedelta(seconds=at_s)
        ends_visit = None if ends is None else ends[number]
        step = plan.step(ReplayedPicture(number + 1, at, NOTHING, "", ends_visit))
        if step.finish_before is not None:
            assert step.finish_before == BEGINNING + timedelta(seconds=running[-1])
            done.append(tuple(running))
            running = []
        if step.take:
            running.append(at_s)
        if step.finish_after:
            done.append(tuple(running))
            running = []
    if running:
        assert plan.waiting == BEGINNING + timedelta(seconds=running[-1])
        done.append(tuple(running))
    else:
        assert plan.waiting is None
    return done


@pytest.mark.parametrize(
    ("every_s", "frames", "times", "expected"),
    [
        # A recording: key frames two seconds apart, a visit a minute.
        (60, 3, [*range(66)], [(0, 2, 4), (60, 62, 64)]),
        # Short intervals: frames spread over the interval.
        (3, 3, [n / 2 for n in range(13)], [(0, 1, 2), (3, 4, 5), (6,)]),
        # A recorder's single pictures, ten minutes apart.
        (600, 3, [0, 600, 1200], [(0,), (600,), (1200,)]),
        # Bursts of two, ten minutes apart; too soon ones are left out.
        (600, 3, [0, 5, 300, 600, 605, 1200], [(0, 5), (600, 605), (1200,)]),
        (5, 1, [0, 1, 5, 6, 10], [(0,), (5,), (10,)]),
    ],
)
def test_visits_are_made_as_a_worker_would(
    every_s: float, frames: int, times: list[float], expected: list[tuple[float, ...]]
) -> None:
    assert visits(VisitPlan(every_s, frames, each=False), times) == expected


def test_with_every_each_picture_is_a_visit() -> None:
    assert visits(VisitPlan(600, 3, each=True), [0, 1, 2]) == [(0,), (1,), (2,)]


def test_a_source_may_know_its_visits() -> None:
    ends = [False, False, True, False, True]
    plan = VisitPlan(600, 3, each=False)
    assert visits(plan, [0, 2, 4, 90, 92], ends) == [(0, 2, 4), (90, 92)]
