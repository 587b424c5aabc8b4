"""Waits between tries."""

from __future__ import annotations

from random import Random

from sharp_eyes.dispatch.back_off import BackOff


def test_waits_double_up_to_the_longest_and_differ_between_nodes() -> None:
    back_off = BackOff(Random(1), first_s=1.0, longest_s=8.0)
    for step_s in (1.0, 2.0, 4.0, 8.0, 8.0, 8.0):
        assert step_s / 2 <= back_off.next_s() <= step_s
    back_off.reset()
    assert back_off.next_s() <= 1.0
    assert BackOff(Random(1)).next_s() != BackOff(Random(2)).next_s()


def test_a_thousand_failures_do_not_overflow() -> None:
    back_off = BackOff(Random(1))
    assert max(back_off.next_s() for _ in range(2000)) <= 10.0
