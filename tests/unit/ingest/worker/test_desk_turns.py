"""One at a time at each key, many keys beside each other, and now and then one alone."""

from __future__ import annotations

import asyncio

from ingest.worker.desk_turns import DeskTurns
from sharp_eyes.alert.incident import IncidentKey
from sharp_eyes.alert.kind import IncidentKind


def key(zone: str) -> IncidentKey:
    return IncidentKey("37049901001326000002", IncidentKind.CROWD, zone)


class Visit:
    """Somebody at the desk, who stays until let go."""

    def __init__(self, turns: DeskTurns, zone: str | None) -> None:
        self.inside = asyncio.Event()
        self.let_go = asyncio.Event()
        turn = turns.alone() if zone is None else turns.of(key(zone))

        async def stay() -> None:
            async with turn:
                self.inside.set()
                await self.let_go.wait()

        self.task = asyncio.create_task(stay())

    async def end(self) -> None:
        self.let_go.set()
        async with asyncio.timeout(10):
            await self.task


async def inside(*visits: Visit) -> list[bool]:
    # Whoever may come in does so within a few turns of the loop; nothing else is waited for.
    for _ in range(10):
        await asyncio.sleep(0)
    return [one.inside.is_set() for one in visits]


async def test_two_at_one_key_take_turns_and_another_key_does_not_wait() -> None:
    turns = DeskTurns()
    first, second, other = Visit(turns, "a"), Visit(turns, "a"), Visit(turns, "b")
    assert await inside(first, second, other) == [True, False, True]
    await first.end()
    assert await inside(second) == [True]
    await second.end()
    await other.end()


async def test_who_works_alone_waits_for_those_inside_and_keeps_others_out() -> None:
    turns = DeskTurns()
    before, waiting = Visit(turns, "a"), Visit(turns, "a")
    await inside(before)
    alone = Visit(turns, None)
    after = Visit(turns, "b")
    assert await inside(before, waiting, alone, after) == [True, False, False, False]
    await before.end()
    # It asked before: whoever is alone waits for it too.
    assert await inside(waiting, alone, after) == [True, False, False]
    await waiting.end()
    assert await inside(alone, after) == [True, False]
    await alone.end()
    assert await inside(after) == [True]
    await after.end()


async def test_who_is_cancelled_keeps_nobody_waiting() -> None:
    turns = DeskTurns()
    first, second = Visit(turns, "a"), Visit(turns, "a")
    await inside(first, second)
    for one in (second, first):
        one.task.cancel()
    await asyncio.gather(first.task, second.task, return_exceptions=True)
    alone = Visit(turns, None)
    assert await inside(alone) == [True]
    await alone.end()
