"""Which cameras are connected to for each look, and when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ingest.schedule.duty_plan import LINGER_S, DutyPlan
from ingest.schedule.fetch import Fetch
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from sharp_eyes.clock import ManualClock


def visit(camera: str, every_s: float, frames: int = 1) -> Promise:
    return Promise(Look(camera, LookKind.CONSTRUCTION), every_s, frames)


def crowd(camera: str, every_s: float) -> Promise:
    return Promise(Look(camera, LookKind.CROWD), every_s)


@pytest.mark.parametrize(
    ("promises", "fetched"),
    [
        ([visit("a", 600.0)], {"a"}),
        ([visit("a", 30.0)], {"a"}),
        ([visit("a", 29.0)], set()),
        ([visit("a", 600.0), crowd("a", 5.0)], set()),
        ([visit("a", 600.0), crowd("a", 60.0), crowd("b", 2.0)], {"a"}),
        ([], set()),
    ],
)
def test_a_camera_is_fetched_where_its_tightest_interval_is_long(
    promises: list[Promise], fetched: set[str]
) -> None:
    plan = DutyPlan(ManualClock())
    plan.set_promises(promises)
    assert plan.fetched() == fetched


def test_who_is_watched_is_held_and_a_while_longer_so_that_it_does_not_flap() -> None:
    clock = ManualClock()
    plan = DutyPlan(clock)
    plan.set_promises([visit("a", 600.0), visit("b", 600.0)])
    changes = []
    for second in range(300):
        # Somebody looks, goes, and looks again.
        if second in (10, 20, 40, 50):
            plan.watch(["a"], 15.0)
        if not changes or changes[-1][1] != plan.fetched():
            changes.append((second, plan.fetched()))
        clock.advance(1)
    assert changes == [
        (0, {"a", "b"}),
        (10, {"b"}),
        (50 + 15 + LINGER_S, {"a", "b"}),
    ]


def test_a_lease_that_names_others_lets_the_former_go_after_a_while() -> None:
    clock = ManualClock()
    plan = DutyPlan(clock)
    plan.set_promises([visit("a", 600.0), visit("b", 600.0)])
    plan.watch(["a"], 1000.0)
    plan.watch(["b"], 1000.0)
    assert plan.fetched() == set()
    clock.advance(LINGER_S + 1)
    assert plan.fetched() == {"a"}


class Fetched:
    """A schedule whose cameras answer after a while, or never."""

    def __init__(self, promises: list[Promise], answer_s: float | None) -> None:
        self.clock = ManualClock()
        self.schedule = LookSchedule(self.clock, places=2)
        self.schedule.set_fetched({promise.look.camera_id for promise in promises})
        self.schedule.set_promises(promises)
        self.answer_s = answer_s
        self.asked: dict[str, list[float]] = {}
        self.looks: dict[str, list[float]] = {}
        self.asked_for: list[Fetch] = []

    def run(self, seconds: int) -> None:
        coming: list[tuple[float, str]] = []
        for _tick in range(seconds * 10):
            now_s = self.clock.monotonic_s()
            for fetch in self.schedule.fetches():
                self.asked.setdefault(fetch.camera_id, []).append(now_s)
                self.asked_for.append(fetch)
                if self.answer_s is not None:
                    coming += [
                        (now_s + self.answer_s + 2 * number, fetch.camera_id)
                        for number in range(fetch.frames)
                    ]
            for at_s, camera in [one for one in coming if one[0] <= now_s]:
                coming.remove((at_s, camera))
                self.schedule.frame_came(camera)
            while (look := self.schedule.take()) is not None:
                self.looks.setdefault(look.camera_id, []).append(now_s)
                self.schedule.done(look, 0.005)
            self.clock.advance(0.1)


def test_a_fetched_camera_is_asked_in_time_and_its_promise_is_kept() -> None:
    town = Fetched([visit("a", 60.0)], answer_s=1.5)
    town.run(600)
    assert max(later - earlier for earlier, later in pairwise(town.looks["a"])) <= 60.3
    assert len(town.asked["a"]) - len(town.looks["a"]) in (0, 1)
    assert town.schedule.figures().late == 0


def test_a_visit_asks_for_all_its_frames_at_once() -> None:
    town = Fetched([visit("a", 60.0, frames=3)], answer_s=1.0)
    town.run(150)
    assert {fetch.frames for fetch in town.asked_for} == {3}
    assert len(town.looks["a"]) == 3 * len(town.asked["a"])


def test_a_frame_lost_in_a_visit_is_asked_for_again_at_once_and_not_with_the_next_visit() -> None:
    clock = ManualClock()
    schedule = LookSchedule(clock)
    schedule.set_promises([visit("a", 1800.0, frames=3)])
    schedule.set_fetched({"a"})
    looks, asked, due = [], [], []
    for _tick in range(1200):
        now_s = clock.monotonic_s()
        for fetch in schedule.fetches():
            asked.append(now_s)
            # Of the first answer one frame is lost on the way.
            coming = fetch.frames - (len(asked) == 1)
            due += [now_s + 2.0 * (number + 1) for number in range(coming)]
        while due and due[0] <= now_s:
            due.pop(0)
            schedule.frame_came("a")
        while (look := schedule.take()) is not None:
            looks.append(now_s)
            schedule.done(look, 0.004)
        clock.advance(0.1)
    assert len(asked) == 2
    assert len(looks) == 3
    assert looks[-1] - looks[0] < 30.0


def test_a_camera_that_cannot_be_reached_is_not_asked_over_and_over_and_nobody_is_late() -> None:
    town = Fetched([visit("a", 60.0)], answer_s=None)
    town.run(600)
    assert len(town.asked["a"]) <= 11
    assert town.schedule.figures().late == 0


def test_fetches_of_many_cameras_are_spread_evenly() -> None:
    town = Fetched([visit(f"{number:03}", 60.0) for number in range(120)], answer_s=0.5)
    town.run(300)
    times = sorted(at_s for asked in town.asked.values() for at_s in asked if at_s >= 120)
    in_5_s = [sum(begin <= at_s < begin + 5 for at_s in times) for begin in range(120, 295, 5)]
    # 120 cameras in 60 s are 10 in 5 s.
    assert max(in_5_s) <= 14
    assert min(in_5_s) >= 5
    first = sorted(asked[0] for asked in town.asked.values())
    assert first[-1] < 60.0


def test_an_old_frame_is_never_taken_for_one_that_was_fetched() -> None:
    town = Fetched([visit("a", 300.0), crowd("a", 40.0)], answer_s=1.0)
    ages: list[float] = []
    came_s = 0.0
    coming: list[float] = []
    for _tick in range(6000):
        now_s = town.clock.monotonic_s()
        coming += [now_s + 1.0 for _fetch in town.schedule.fetches()]
        while coming and coming[0] <= now_s:
            came_s = coming.pop(0)
            town.schedule.frame_came("a")
        while (look := town.schedule.take()) is not None:
            ages.append(now_s - came_s)
            town.schedule.done(look, 0.0)
        town.clock.advance(0.1)
    assert len(ages) >= 15
    assert max(ages) < 0.5
