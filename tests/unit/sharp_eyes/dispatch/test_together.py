"""What is asked of an outbox at one time is one commit, and still each caller's own affair."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.errors import IncidentAlreadyOpen, OutboxDamaged, UnknownIncident
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal


@asynccontextmanager
async def kept_busy(outbox: Outbox) -> AsyncIterator[list[str]]:
    """Hold the outbox's thread; what is asked meanwhile is made together after it.

    Gives the statements it executes from then on.
    """
    said: list[str] = []
    await outbox._do(lambda: outbox._connection.set_trace_callback(said.append))
    let_go = threading.Event()
    busy = asyncio.create_task(outbox._do(lambda: let_go.wait(30)))
    await asyncio.sleep(0)
    try:
        yield said
    finally:
        let_go.set()
        await busy


async def test_what_many_cameras_record_at_once_is_one_commit(outbox: Outbox, story: Any) -> None:
    pairs = [story.open(f"z{number}") for number in range(50)]
    async with kept_busy(outbox) as said:
        recording = [asyncio.create_task(outbox.record(*pair)) for pair in pairs]
        await asyncio.sleep(0)
    await asyncio.gather(*recording)
    assert said.count("COMMIT") == 1
    assert outbox.figures.waiting == 50
    rows = await outbox.take_due(100)
    assert [row.alert_id for row in rows] == [alert.id for _incident, alert in pairs]


async def test_what_cannot_be_recorded_fails_alone(outbox: Outbox, story: Any) -> None:
    good, other = story.open("z1"), story.open("z2")
    twice = story.open("z1")
    ended_incident, end = story.end(story.open("z3")[0])
    async with kept_busy(outbox):
        recording = [
            asyncio.create_task(outbox.record(*pair))
            for pair in (good, twice, (ended_incident, end), other)
        ]
        await asyncio.sleep(0)
    ends = await asyncio.gather(*recording, return_exceptions=True)
    assert [type(one) for one in ends] == [
        type(None),
        IncidentAlreadyOpen,
        UnknownIncident,
        type(None),
    ]
    assert outbox.figures.waiting == 2
    assert {row.alert_id for row in await outbox.take_due(10)} == {good[1].id, other[1].id}


async def test_updates_of_one_incident_are_merged_also_within_one_commit(
    outbox: Outbox, story: Any
) -> None:
    incident, new = story.open()
    pairs = [(incident, new)]
    for value in (13.0, 14.0, 15.0):
        incident, update = story.update(incident, value)
        pairs.append((incident, update))
    async with kept_busy(outbox):
        recording = [asyncio.create_task(outbox.record(*pair)) for pair in pairs]
        await asyncio.sleep(0)
    await asyncio.gather(*recording)
    assert outbox.figures.waiting == 2
    rows = await outbox.take_due(10)
    assert [row.alert_id for row in rows] == [new.id, pairs[-1][1].id]


async def test_half_an_answer_leaves_the_other_half_to_be_sent_again(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    alerts = []
    for number in range(10):
        incident, alert = story.open(f"z{number}")
        await outbox.record(incident, alert)
        alerts.append(alert)
    await outbox.take_due(100)
    stored = tuple(alert.id for alert in alerts[:4])
    refused = (Refusal(id=alerts[4].id, reason="no such region"),)
    await outbox.acknowledge(Acknowledgement(stored=stored, refused=refused))
    assert (outbox.figures.waiting, outbox.figures.dead_letters) == (5, 1)
    assert await outbox.take_due(100) == []
    clock.advance(3.0)
    assert [row.alert_id for row in await outbox.take_due(100)] == [one.id for one in alerts[5:]]


async def test_a_commit_that_fails_is_told_to_everybody_and_records_nothing(
    outbox: Outbox, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, which is found at the commit."""
    pairs = [story.open(f"z{number}", Picture.of(b"%d" % number)) for number in range(3)]

    class Full:
        def __init__(self, connection: sqlite3.Connection) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> Any:
            return getattr(self._connection, name)

        def execute(self, statement: str, *values: Any) -> Any:
            if statement == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return self._connection.execute(statement, *values)

    with monkeypatch.context() as full:
        full.setattr(outbox._file, "_db", Full(outbox._connection))
        async with kept_busy(outbox):
            recording = [
                asyncio.create_task(outbox.record(incident, alert, [Picture.of(b"%d" % number)]))
                for number, (incident, alert) in enumerate(pairs)
            ]
            await asyncio.sleep(0)
        ends = await asyncio.gather(*recording, return_exceptions=True)
    assert [type(one) for one in ends] == [OutboxDamaged] * 3
    assert (outbox.figures.waiting, outbox.figures.pictures_waiting) == (0, 0)
    # There is room again: the same can be recorded.
    await asyncio.gather(*(outbox.record(*pair) for pair in pairs))
    assert [row.attempt for row in await outbox.take_due(10)] == [1, 1, 1]
    assert all(alert.data.phase is Phase.NEW for _incident, alert in pairs)


async def test_after_closing_nothing_is_recorded_and_nobody_waits_for_ever(
    tmp_path: Path, clock: ManualClock, story: Any
) -> None:
    outbox = await Outbox.open(tmp_path / "s2.sqlite", clock)
    await outbox.close()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            async with asyncio.timeout(10):
                await outbox.record(*story.open())
