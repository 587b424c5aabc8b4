"""Guessing passwords gets slower and slower, whichever process is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from command_center.accounts.sign_in_limiter import (
    FIRST_WAIT_S,
    FORGET_AFTER,
    LONGEST_WAIT_S,
    SignInLimiter,
)
from command_center.accounts.tries import (
    ADDRESS_FREE_TRIES,
    FREE_TRIES,
    Tries,
    at_the_door,
    of_codes,
)
from command_center.accounts.tries_locked import TriesLocked
from command_center.store.database import Database, sqlite_url
from command_center.store.failed_tries_row import FailedTriesRow
from sharp_eyes.clock import ManualClock

HERE, THERE = "10.0.0.1", "10.0.0.2"
DUTY = at_the_door("duty", HERE)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path / "a.sqlite"))
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def limiter(database: Database, clock: ManualClock) -> SignInLimiter:
    return SignInLimiter(database, clock)


async def fail(limiter: SignInLimiter, tries: tuple[Tries, ...], times: int) -> None:
    for _ in range(times):
        await limiter.try_once(tries)


async def test_a_few_slips_cost_nothing_and_then_the_wait_doubles_up_to_a_limit(
    limiter: SignInLimiter, clock: ManualClock
) -> None:
    waits = []
    for _ in range(FREE_TRIES + 12):
        await limiter.try_once(DUTY)
        waits.append(await limiter.wait_s(DUTY))
        clock.advance(waits[-1])
    assert waits[: FREE_TRIES - 1] == [0.0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [
        FIRST_WAIT_S,
        2 * FIRST_WAIT_S,
        4 * FIRST_WAIT_S,
    ]
    assert max(waits) == LONGEST_WAIT_S


async def test_whoever_has_to_wait_is_not_counted_and_told_how_long(
    limiter: SignInLimiter, clock: ManualClock
) -> None:
    await fail(limiter, DUTY, FREE_TRIES)
    for _ in range(3):
        with pytest.raises(TriesLocked) as caught:
            await limiter.try_once(DUTY)
        assert caught.value.wait_s == FIRST_WAIT_S
    clock.advance(FIRST_WAIT_S)
    await limiter.try_once(DUTY)


async def test_a_second_process_and_a_restart_know_of_it(
    limiter: SignInLimiter, database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    await fail(limiter, DUTY, FREE_TRIES)
    other = Database(sqlite_url(tmp_path / "a.sqlite"))
    try:
        again = SignInLimiter(other, clock)
        assert await again.wait_s(DUTY) == FIRST_WAIT_S
        await again.succeeded(DUTY)
    finally:
        await other.close()
    assert await limiter.wait_s(DUTY) == 0


async def test_many_at_once_do_not_slip_through(limiter: SignInLimiter) -> None:
    answers = await asyncio.gather(
        *(limiter.try_once(DUTY) for _ in range(20)), return_exceptions=True
    )
    assert answers.count(None) == FREE_TRIES
    assert all(isinstance(one, TriesLocked) for one in answers if one is not None)


async def test_nobody_can_lock_a_duty_officer_out_from_elsewhere(limiter: SignInLimiter) -> None:
    await fail(limiter, DUTY, FREE_TRIES)
    assert await limiter.wait_s(at_the_door("DUTY", HERE)) > 0
    assert await limiter.wait_s(at_the_door("duty", THERE)) == 0


async def test_trying_many_names_from_one_address_is_slowed_down_too(
    limiter: SignInLimiter, clock: ManualClock
) -> None:
    for number in range(ADDRESS_FREE_TRIES):
        await limiter.try_once(at_the_door(f"user{number}", HERE))
    assert await limiter.wait_s(at_the_door("somebody else", HERE)) > 0
    # An account of one's own makes up for none of it.
    clock.advance(FIRST_WAIT_S)
    own = at_the_door("own", HERE)
    await limiter.try_once(own)
    await limiter.succeeded(own)
    await limiter.try_once(at_the_door("another", HERE))
    assert await limiter.wait_s(own) > FIRST_WAIT_S


async def test_many_who_sign_in_from_one_address_are_not_taken_for_guessing(
    limiter: SignInLimiter,
) -> None:
    for number in range(ADDRESS_FREE_TRIES * 2):
        tries = at_the_door(f"user{number}", HERE)
        await limiter.try_once(tries)
        await limiter.succeeded(tries)
    assert await limiter.wait_s(at_the_door("one more", HERE)) == 0


async def test_slips_are_forgotten_an_hour_later_although_people_go_on_signing_in(
    limiter: SignInLimiter, clock: ManualClock
) -> None:
    for number in range(ADDRESS_FREE_TRIES - 1):
        await limiter.try_once(slip := at_the_door(f"user{number}", HERE))
        await limiter.failed(slip)
    for _ in range(4):
        clock.advance(FORGET_AFTER.total_seconds() / 3)
        await limiter.try_once(DUTY)
        await limiter.succeeded(DUTY)
    await limiter.try_once(slip)
    assert await limiter.wait_s(at_the_door("one more", HERE)) == 0


async def test_what_is_taken_back_neither_counts_nor_forgives(limiter: SignInLimiter) -> None:
    for _ in range(ADDRESS_FREE_TRIES * 2):
        await limiter.try_once(DUTY)
        await limiter.take_back(DUTY)
    assert await limiter.wait_s(DUTY) == 0
    await fail(limiter, DUTY, FREE_TRIES - 1)
    await limiter.try_once(DUTY)
    await limiter.take_back(DUTY)
    await limiter.try_once(DUTY)
    assert await limiter.wait_s(DUTY) == FIRST_WAIT_S


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("", "testclient", False),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (at_the_door("duty", one) == at_the_door("duty", other)) is same


def test_what_is_counted_cannot_be_read_or_mistaken() -> None:
    keys = [one.key for one in (*at_the_door("hunter2\ud800", HERE), *of_codes(1), *of_codes(2))]
    assert len(set(keys)) == 4
    assert all(len(key) == 64 for key in keys)


async def test_success_and_time_make_it_forget(limiter: SignInLimiter, clock: ManualClock) -> None:
    await fail(limiter, at_the_door("Duty", HERE), FREE_TRIES)
    await limiter.succeeded(DUTY)
    assert await limiter.wait_s(DUTY) == 0
    await fail(limiter, DUTY, FREE_TRIES)
    clock.advance(FORGET_AFTER.total_seconds() + 1)
    await limiter.try_once(DUTY)
    assert await limiter.wait_s(DUTY) == 0


async def test_a_flood_of_names_does_not_fill_the_database(
    limiter: SignInLimiter,
    database: Database,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.MAX_REMEMBERED", 10)
    for number in range(20):
        clock.advance(1)
        await limiter.try_once(at_the_door(f"user{number}", f"address{number}"))

    async def rows() -> int:
        async with database.read() as session:
            return await session.scalar(select(func.count()).select_from(FailedTriesRow)) or 0

    assert await rows() == 10
    clock.advance(FORGET_AFTER.total_seconds() + 1)
    async with database.write() as session:
        await limiter.purge(session)
    assert await rows() == 0
