"""Each still goes to the centres that asked for it, and none of them waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

import pytest

from ingest.centre_client import stills_lines
from ingest.centre_client.errors import CentreUnreachable
from ingest.centre_client.stills_line import StillsLine
from ingest.centre_client.stills_lines import ANY_CENTRE, StillsLines
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.errors import TryAgain

A, B = "37049901001326000001", "37049901001326000002"
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)


class Line:
    """A line to one centre.

    Attributes:
        name: Of the centre behind it.
        up: Whether it can be opened.
        answers: Cleared, the centre is silent.
        opens: Cleared, opening takes for ever.
        wanted: Its answer.
        got: Cameras whose stills it has, each sent.
    """

    def __init__(self, name: str) -> None:
        self.where = f"{name}:8080"
        self.name = name
        self.centre: str | None = None
        self.up = self.wanted = True
        self.answers, self.opens = asyncio.Event(), asyncio.Event()
        self.answers.set()
        self.opens.set()
        self.got: list[str] = []

    async def open(self) -> str:
        await self.opens.wait()
        if not self.up:
            raise CentreUnreachable(self.where, "connection refused")
        self.centre = self.name
        return self.name

    async def put_still(
        self, camera_id: str, jpeg: bytes, captured_at: datetime, time_source: TimeSource
    ) -> bool:
        if not self.up:
            self.centre = None
            raise CentreUnreachable(self.where, "the line was closed")
        self.got.append(camera_id)
        await self.answers.wait()
        return self.wanted


Put = Callable[..., "asyncio.Task[bool]"]


@asynccontextmanager
async def lines_to(*lines: Line) -> AsyncIterator[Put]:
    async with StillsLines(cast("list[StillsLine]", lines)) as sink:

        def put(camera: str, *centres: str) -> asyncio.Task[bool]:
            return asyncio.create_task(
                sink.put_still(camera, b"jpeg", AT, TimeSource.ARRIVAL, frozenset(centres))
            )

        yield put


async def within(task: asyncio.Task[bool]) -> bool:
    async with asyncio.timeout(20):
        return await task


async def test_a_still_goes_to_who_asked_and_to_nobody_else() -> None:
    one, two = Line("one"), Line("two")
    async with lines_to(one, two) as put:
        assert await within(put(A, "two"))
        assert await within(put(B, "one"))
        assert (one.got, two.got) == ([B], [A])
        assert await within(put(A, "one", "two"))
        assert (one.got.count(A), two.got.count(A)) == (1, 2)


async def test_a_centre_that_no_address_leads_to_gets_nothing_and_nothing_is_sent() -> None:
    one = Line("one")
    async with lines_to(one) as put:
        assert not await within(put(A, "behind another address"))
        assert one.got == []


@pytest.mark.parametrize("says", ["one", ANY_CENTRE])
@pytest.mark.parametrize("asks", ["one", ANY_CENTRE])
async def test_who_does_not_say_its_name_is_served_by_every_line(says: str, asks: str) -> None:
    one = Line(says)
    async with lines_to(one) as put:
        assert await within(put(A, asks))
        assert one.got == [A]


async def test_a_centre_that_is_gone_or_silent_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stills_lines, "OPENED_WITHIN_S", 0.01)
    one, two, three = Line("one"), Line("two"), Line("three")
    two.up = False
    three.opens.clear()
    async with lines_to(one, two, three) as put:
        for _ in range(3):
            assert await within(put(A, "one", "two", "three"))
        assert one.got == [A] * 3
        with pytest.raises(TryAgain):
            await within(put(B, "two"))
        # Both are there again.
        two.up = True
        three.opens.set()
        while not (two.got and three.got):
            await within(put(A, "one", "two", "three"))


async def test_a_slow_centre_gets_fewer_stills_and_the_other_one_all() -> None:
    one, two = Line("one"), Line("two")
    async with lines_to(one, two) as put:
        assert await within(put(A, "one", "two"))
        two.answers.clear()
        for _ in range(5):
            assert await within(put(A, "one", "two"))
        assert one.got == [A] * 6
        assert two.got == [A] * 2
        # Another camera's does not wait for it.
        last = put(B, "two")
        one.answers.clear()
        both = put(B, "one")
        two.answers.set()
        assert await within(last)
        one.answers.set()
        assert await within(both)


async def test_nobody_looks_any_more_only_where_no_centre_wants_it() -> None:
    one, two = Line("one"), Line("two")
    async with lines_to(one, two) as put:
        one.wanted = False
        assert await within(put(A, "one", "two"))
        two.wanted = False
        assert not await within(put(A, "one", "two"))


async def test_a_centre_that_was_started_again_is_found_under_its_new_name() -> None:
    one = Line("one")
    async with lines_to(one) as put:
        assert await within(put(A, "one"))
        one.centre, one.name = None, "one again"
        assert await within(put(A, "one again"))
        assert one.got == [A, A]
