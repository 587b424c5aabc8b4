"""Whatever happens in whatever order, the schedule stays sound."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from sharp_eyes.clock import ManualClock

pytestmark = pytest.mark.timeout(300)

NAMES = "abcdef"


def some_promises(random: Random) -> list[Promise]:
    return [
        Promise(
            Look(name, kind),
            random.choice([0.5, 2.0, 30.0, 600.0]),
            frames=random.choice([1, 1, 3]) if kind is LookKind.CONSTRUCTION else 1,
            most_often=random.choice([1.0, 4.0]),
        )
        for name in NAMES
        for kind in LookKind
        if random.random() < 0.5
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 100_000))
def test_any_order_of_calls_keeps_the_schedule_sound(seed: int) -> None:
    random = Random(seed)
    clock = ManualClock()
    schedule = LookSchedule(clock, budget_cores=random.choice([0.2, 1.0, 4.0]), places=2)
    promised: set[Look] = set()
    under_way: list[Look] = []
    waiting_since_s: dict[Look, float] = {}
    for _step in range(300):
        match random.randrange(8):
            case 0:
                promises = some_promises(random)
                promised = {promise.look for promise in promises}
                schedule.set_promises(promises)
            case 1:
                schedule.set_fetched(random.sample(NAMES, random.randrange(len(NAMES))))
            case 2 | 3:
                schedule.frame_came(random.choice(NAMES))
            case 4:
                schedule.set_activity(random.choice(NAMES), random.random())
                schedule.plan()
            case 5 if under_way:
                look = under_way.pop(random.randrange(len(under_way)))
                cpu_s = random.choice([None, 0.0, 0.01, 3.0])
                schedule.done(look, cpu_s, looked=random.random() < 0.8)
            case 6:
                for fetch in schedule.fetches():
                    assert fetch.camera_id in {look.camera_id for look in promised}
                    assert fetch.frames >= 1
            case _:
                clock.advance(random.choice([0.0, 0.1, 1.0, 40.0]))
        while len(under_way) < 2:
            look = schedule.take()
            if look is None:
                wait_s = schedule.wait_s()
                asked = bool(schedule.fetches())
                assert asked or wait_s is None or wait_s > 0.0, "whoever waits would not wait"
                break
            assert look in promised
            assert look.camera_id not in {one.camera_id for one in under_way}
            under_way.append(look)
        figures = schedule.figures()
        assert 1.0 <= figures.factor <= 1000.0
    # In the end everybody has a frame, and everybody is looked at.
    for look in under_way:
        schedule.done(look, 0.0)
    schedule.set_fetched(())
    promises = [Promise(Look(name, LookKind.CROWD), 0.5) for name in NAMES]
    schedule.set_promises(promises)
    waiting_since_s = {promise.look: clock.monotonic_s() for promise in promises}
    for _step in range(20_000):
        for name in NAMES:
            schedule.frame_came(name)
        while (look := schedule.take()) is not None:
            waiting_since_s.pop(look, None)
            schedule.done(look, 0.0)
        if not waiting_since_s:
            break
        clock.advance(0.1)
    assert not waiting_since_s
