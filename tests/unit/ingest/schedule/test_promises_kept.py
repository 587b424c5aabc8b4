"""Promises under random load: nobody exceeds promise times factor, and the budget holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise import Promise
from tests.unit.ingest.schedule.town import Town, key_frames

pytestmark = pytest.mark.timeout(300)

PROPERTY = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def town_of(seed: int, cameras: int, load: float, places: int, largest_share: float = 0.05) -> Town:
    """A random town whose promises add up to a load.

    Intervals of 0.5 to 60 s, key frames of 0.2 to 4 s, reading every 0 to 0.5 s, costs that differ
    by camera; no look takes more than a small share of the shortest interval.
    """
    random = Random(seed)
    names = [f"{number:020}" for number in range(cameras)]
    promises = [
        Promise(Look(name, LookKind.CROWD), random.choice([0.5, 1.0, 2.0, 2.0, 5.0, 10.0, 60.0]))
        for name in names
    ]
    weights = [random.uniform(0.3, 1.0) for _ in names]
    raw = sum(w / p.interval_s for w, p in zip(weights, promises, strict=True))
    shortest_s = min(promise.interval_s for promise in promises)
    costs = {
        name: min(load * places * weight / raw, largest_share * shortest_s)
        for name, weight in zip(names, weights, strict=True)
    }
    arrivals = {
        name: key_frames(
            random.choice([0.2, 0.5, 1.0, 1.5, 2.0, 3.33, 4.0]),
            phase_s=random.uniform(0, 4),
            jitter_s=lambda: random.uniform(0, 0.05),
            poll_s=random.choice([0.0, 0.25, 0.5]),
            poll_phase_s=random.uniform(0, 0.5),
        )
        for name in names
    }
    return Town(
        promises,
        arrivals,
        lambda name, _at_s: costs[name] * random.uniform(0.9, 1.1),
        places=places,
        budget_cores=float(places),
    )


@PROPERTY
@given(
    seed=st.integers(0, 10_000),
    cameras=st.integers(20, 120),
    load=st.floats(0.2, 4.0),
    places=st.integers(1, 3),
)
def test_nobody_exceeds_promise_times_factor_however_the_load_is(
    seed: int, cameras: int, load: float, places: int
) -> None:
    town = town_of(seed, cameras, load, places)
    schedule = town.run(40.0)
    figures = schedule.figures()
    missed = figures.late / max(1, figures.looks)
    # What is not known yet when looks begin, costs above all, may break a promise in the first
    # seconds; measured apart from that.
    broken = 0
    for promise in town.promises:
        begun = town.begun[promise.look]
        for before, look in pairwise(begun):
            if look.at_s < 15.0:
                continue
            whole_s = promise.interval_s * max(look.factor, before.factor)
            slack_s = 0.0 if look.factor > 1 else min(0.2 * promise.interval_s, 0.5) + 0.5
            must_s = max(before.at_s + whole_s + slack_s, look.first_came_s + 0.25 * whole_s)
            broken += look.at_s > must_s + 0.01 * promise.interval_s
    assert broken == 0
    assert missed < 0.01


@PROPERTY
@given(seed=st.integers(0, 10_000), load=st.floats(1.2, 6.0))
def test_an_overload_is_shared_evenly_and_nobody_starves(seed: int, load: float) -> None:
    town = town_of(seed, 60, load, 1)
    # Frames always at hand, so that it is the schedule alone that shares out.
    town.arrivals = {name: key_frames(0.1, phase_s=0.01) for name in town.arrivals}
    schedule = town.run(90.0)
    shares = []
    for promise in town.promises:
        if promise.interval_s > 5.0:
            continue
        gaps_s = town.gaps_s(promise.look, after_s=30.0)
        assert gaps_s, f"{promise} starves"
        shares.append(sum(gaps_s) / len(gaps_s) / promise.interval_s)
    assert max(shares) <= schedule.factor + 0.2
    assert max(shares) / min(shares) < 1.3


@PROPERTY
@given(
    seed=st.integers(0, 10_000),
    load=st.floats(0.3, 8.0),
    budget_cores=st.floats(0.1, 2.0),
)
def test_looks_never_take_more_than_the_budget(seed: int, load: float, budget_cores: float) -> None:
    town = town_of(seed, 40, load, 2)
    town.budget_cores = budget_cores
    town.__post_init__()
    spent: list[tuple[float, float]] = []
    cost_s = town.cost_s

    def noted(name: str, at_s: float) -> float:
        spent.append((at_s, cost_s(name, at_s)))
        return spent[-1][1]

    town.cost_s = noted
    town.run(40.0)
    largest_s = max(cost for _at_s, cost in spent)
    for begin_s in range(0, 40, 5):
        inside_s = sum(cost for at_s, cost in spent if begin_s <= at_s < begin_s + 5)
        assert inside_s <= budget_cores * (5 + 1) + 3 * largest_s


def test_what_comes_back_all_at_once_is_shared_out_and_the_factor_comes_down_again() -> None:
    random = Random(2)
    names = [f"{number:020}" for number in range(300)]

    def outage(phase_s: float) -> Iterator[tuple[float, float]]:
        for came_s, captured_s in key_frames(2.0, phase_s=phase_s):
            if not 20.0 <= came_s < 60.0:
                yield (came_s if came_s < 20 or came_s > 62 else 60.0 + phase_s / 100), captured_s

    town = Town(
        [Promise(Look(name, LookKind.SAMPLE), 2.0) for name in names],
        {name: outage(random.uniform(0, 2)) for name in names},
        lambda _name, _at_s: 0.006,
    )
    schedule = town.run(120.0)
    assert max(factor for at_s, factor in town.factors if 59 < at_s < 70) > 1.0
    assert schedule.factor <= 1.05
    assert schedule.figures().late <= 0.005 * schedule.figures().looks


@pytest.mark.parametrize("stall_s", [0.7, 1.5, 4.0])
def test_a_moment_without_processor_costs_no_look_once_it_is_worked_off(stall_s: float) -> None:
    """The factor tells what may be late meanwhile; the pace stays what was promised."""
    random = Random(3)
    names = [f"{number:020}" for number in range(440)]

    def stalled(phase_s: float) -> Iterator[tuple[float, float]]:
        for came_s, captured_s in key_frames(2.0, phase_s=phase_s, poll_s=0.1):
            yield max(came_s, 20.0 + stall_s) if came_s >= 20.0 else came_s, captured_s

    looks = [Look(name, LookKind.SAMPLE) for name in names]
    town = Town(
        [Promise(look, 2.0) for look in looks],
        {name: stalled(random.uniform(0, 2)) for name in names},
        lambda _name, at_s: stall_s if 19.99 < at_s < 20.0 else 0.006,
        places=2,
        budget_cores=2.0,
    )
    town.run(60.0)
    after_s = 20.0 + stall_s + 4.0
    begun = sum(one.at_s >= after_s for look in looks for one in town.begun[look])
    assert begun >= 0.995 * len(looks) * (60.0 - after_s) / 2.0
    assert max(gap_s for look in looks for gap_s in town.gaps_s(look, after_s)) <= 3.0


@pytest.mark.parametrize(
    ("key_interval_s", "poll_s"), [(2.0, 0.25), (2.0, 0.5), (1.0, 0.5), (4.0, 0.25), (3.33, 0.5)]
)
def test_a_town_of_440_cameras_sampled_every_2_s_meets_its_bars(
    key_interval_s: float, poll_s: float
) -> None:
    """Sampling keeps its bars on two decode threads.

    99.5 % of the samples, no gap over 3 s in 99.9 % of the intervals, 99 % within 1 s of capture;
    where key frames are rarer than that, each is taken once.
    """
    random = Random(5)
    names = [f"{number:020}" for number in range(440)]
    promises = [Promise(Look(name, LookKind.SAMPLE), 2.0) for name in names]
    town = Town(
        promises,
        {
            name: key_frames(
                key_interval_s,
                phase_s=random.uniform(0, key_interval_s),
                jitter_s=lambda: random.uniform(0, 0.03),
                poll_s=poll_s,
                poll_phase_s=random.uniform(0, poll_s),
            )
            for name in names
        },
        lambda _name, _at_s: 0.004 * random.uniform(0.8, 1.2),
        places=2,
        budget_cores=2.0,
    )
    seconds = 40.0
    schedule = town.run(seconds)
    looks = sum(len(town.begun[promise.look]) for promise in promises)
    every_s = max(2.0, key_interval_s)
    expected = sum((seconds - town.begun[promise.look][0].at_s) / every_s for promise in promises)
    assert looks >= 0.995 * expected
    gaps_s = [gap_s for promise in promises for gap_s in town.gaps_s(promise.look)]
    long_s = 3.0 if key_interval_s <= 2.0 else key_interval_s + poll_s + 0.1
    assert sum(gap_s > long_s for gap_s in gaps_s) <= 0.001 * len(gaps_s)
    latencies_s = sorted(
        done_s - begun.frame_captured_s
        for promise in promises
        for begun, done_s in zip(town.begun[promise.look], town.done_s[promise.look], strict=False)
    )
    assert latencies_s[int(0.99 * len(latencies_s))] <= 1.0
    assert schedule.figures().late == 0
    assert schedule.factor == 1.0
