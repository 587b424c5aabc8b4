"""Stills reach those who look, the newest first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from command_center.stills.stills_board import StillsBoard
from sharp_eyes.alert.time_source import TimeSource

NOW = datetime(2026, 6, 1, tzinfo=UTC)
A, B = "37049901001326000001", "37049901001326000002"


def put(board: StillsBoard, camera: str, text: bytes, at_s: float = 0.0) -> bool:
    return board.put(camera, text, NOW + timedelta(seconds=at_s), TimeSource.ARRIVAL)


def test_a_still_that_nobody_looks_at_is_not_kept() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A], 1.0)

    assert not put(board, B, b"b")
    assert put(board, A, b"a")
    board.leave(looker)
    assert not put(board, A, b"a")


async def test_a_slow_page_loses_older_stills_of_each_camera_and_never_the_newest() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A, B], 1.0)
    for number in range(50):
        put(board, A, b"a%d" % number, number)
    put(board, B, b"b", 0)

    async with asyncio.timeout(5):
        stills = [await looker.next(), await looker.next()]

    assert [still.jpeg for still in stills] == [b"a49", b"b"]
    assert stills[0].sequence == 50


async def test_the_next_still_waits_until_the_page_has_taken_the_last() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A], 1.0)
    put(board, A, b"first", 0)
    async with asyncio.timeout(5):
        first = await looker.next()
    put(board, A, b"second", 1)
    put(board, A, b"third", 2)
    following = asyncio.ensure_future(looker.next())
    looker.taken(A, first.sequence + 7)
    looker.taken(B, first.sequence)
    await asyncio.sleep(0)
    assert not following.done()
    looker.taken(A, first.sequence)
    async with asyncio.timeout(5):
        assert (await following).jpeg == b"third"


async def test_a_still_that_is_never_answered_does_not_hold_its_camera_up_for_ever() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A], 1.0)
    put(board, A, b"unanswered", 0)
    async with asyncio.timeout(5):
        await looker.next()
        put(board, A, b"later", 16)
        assert (await looker.next()).jpeg == b"later"


async def test_who_comes_later_gets_the_newest_still_at_once() -> None:
    board = StillsBoard()
    first, second = board.enter(), board.enter()
    board.ask(first, [A], 1.0)
    put(board, A, b"a")
    board.ask(second, [A], 1.0)

    async with asyncio.timeout(5):
        assert (await second.next()).jpeg == b"a"


async def test_an_older_still_that_arrives_late_does_not_come_back_on_screen() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A], 1.0)
    put(board, A, b"newer", 2)
    assert put(board, A, b"older", 1)

    async with asyncio.timeout(5):
        assert (await looker.next()).jpeg == b"newer"


def test_the_shortest_interval_asked_for_is_what_is_wanted_and_the_last_request_counts() -> None:
    board = StillsBoard()
    first, second = board.enter(), board.enter()
    board.ask(first, [A, B], 2.0)
    board.ask(second, [A], 0.5)
    assert board.wanted() == {A: 0.5, B: 2.0}

    board.ask(first, [B], 3.0)
    board.leave(second)
    assert board.wanted() == {B: 3.0}


def test_interest_is_woken_by_a_change_and_not_by_the_same_request_again() -> None:
    board = StillsBoard()
    looker = board.enter()
    board.ask(looker, [A], 1.0)
    count = board.interest.count
    board.ask(looker, [A], 1.0)
    assert board.interest.count == count
    board.ask(looker, [B], 1.0)
    assert board.interest.count > count
