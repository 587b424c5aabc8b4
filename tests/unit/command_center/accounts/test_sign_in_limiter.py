"""Guessing passwords gets slower and slower."""

from __future__ import annotations

from command_center.accounts.sign_in_limiter import (
    ADDRESS_FREE_TRIES,
    FIRST_WAIT_S,
    FORGET_AFTER_S,
    FREE_TRIES,
    LONGEST_WAIT_S,
    MAX_REMEMBERED,
    SignInLimiter,
)
from sharp_eyes.clock import ManualClock

HERE, THERE = "10.0.0.1", "10.0.0.2"


def test_a_few_slips_cost_nothing_and_then_the_wait_doubles_up_to_a_limit() -> None:
    clock = ManualClock()
    limiter = SignInLimiter(clock)
    waits = []
    for _ in range(FREE_TRIES + 12):
        limiter.failed("duty", HERE)
        waits.append(limiter.wait_s("duty", HERE))
        clock.advance(waits[-1])

    assert waits[: FREE_TRIES - 1] == [0.0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [
        FIRST_WAIT_S,
        2 * FIRST_WAIT_S,
        4 * FIRST_WAIT_S,
    ]
    assert max(waits) == LONGEST_WAIT_S


def test_nobody_can_lock_a_duty_officer_out_from_elsewhere() -> None:
    limiter = SignInLimiter(ManualClock())
    for _ in range(FREE_TRIES + 3):
        limiter.failed("duty", HERE)

    assert limiter.wait_s("duty", HERE) > 0
    assert limiter.wait_s("duty", THERE) == 0


def test_trying_many_names_from_one_address_is_slowed_down_too() -> None:
    limiter = SignInLimiter(ManualClock())
    for number in range(ADDRESS_FREE_TRIES):
        limiter.failed(f"user{number}", HERE)

    assert limiter.wait_s("somebody else", HERE) > 0


def test_success_and_time_make_it_forget() -> None:
    clock = ManualClock()
    limiter = SignInLimiter(clock)
    for _ in range(FREE_TRIES):
        limiter.failed("Duty", HERE)
    limiter.succeeded("duty", HERE)
    assert limiter.wait_s("duty", HERE) == 0

    for _ in range(FREE_TRIES):
        limiter.failed("duty", HERE)
    clock.advance(FORGET_AFTER_S + 1)
    limiter.failed("duty", HERE)
    assert limiter.wait_s("duty", HERE) == 0


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    limiter = SignInLimiter(ManualClock())
    for number in range(MAX_REMEMBERED + 50):
        limiter.failed(f"user{number}", f"address{number}")

    assert len(limiter._failures) <= MAX_REMEMBERED
