"""Two centres on one database and one broker: each serves walls, nothing is told or done twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from command_center.store.alert_row import AlertRow
from command_center.store.feed_event_row import FeedEventRow
from command_center.store.shard_row import ShardRow
from command_center.store.task_row import TaskRow
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.node.health import ShardHealth
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import House, house, next_of, post, until
from tests.integration.command_center.worker import ADDRESS, Worker
from tests.unit.command_center.alerts import alert, ulid

pytestmark = [pytest.mark.needs_mosquitto, pytest.mark.timeout(120)]


@asynccontextmanager
async def two_centres(broker: Broker, tmp_path: Path) -> AsyncIterator[tuple[House, House]]:
    """Two centres with one set of keys."""
    address = BrokerAddress.parse(broker.url)
    async with (
        house(tmp_path / "s", broker=address) as first,
        house(tmp_path / "s", broker=address) as second,
    ):
        for one in (first, second):
            assert one.centre._link is not None
            await asyncio.wait_for(one.centre._link.connected.wait(), 20)
        yield first, second


async def test_alerts_are_stored_once_and_no_task_is_doubled(
    broker: Broker, tmp_path: Path
) -> None:
    alerts = []
    for number in range(60):
        incident = ulid()
        for seq, phase in enumerate(("new", "update", "end")):
            alerts.append(alert(incident, zone=f"z{number}", seq=seq, phase=phase, at_s=30.0 * seq))
    async with two_centres(broker, tmp_path) as (first, second), Worker(broker.port) as worker:
        await worker.deliver(alerts)
        await until(
            lambda: min(Counter(worker.stored).values()) >= 2, 30
        )  # each centre has answered each alert
        async with first.centre.database.read() as session:
            assert await session.scalar(select(func.count(AlertRow.id))) == len(alerts)
            incidents = (await session.scalars(select(TaskRow.incident_id))).all()
            told = await session.execute(
                select(FeedEventRow.type, func.count()).group_by(FeedEventRow.type)
            )
        assert len(incidents) == len(set(incidents)) == 60
        events = {row[0]: row[1] for row in told}
        assert events["task"] == 60
        for one in (first, second):
            assert one.centre.intake.counts.refused == 0


async def test_a_wall_at_either_sees_what_the_other_stored(broker: Broker, tmp_path: Path) -> None:
    async with (
        two_centres(broker, tmp_path) as (first, second),
        first.signed_in() as here,
        second.signed_in() as there,
        second.socket(there, "/api/v1/feed") as line,
    ):
        await next_of(line, "hello")
        incident = ulid()
        # Past the broker, so that the second centre has it from the database alone.
        await first.centre.intake._commit([alert(incident)])
        assert (await next_of(line, "incident"))["data"]["incident"]["id"] == incident
        task = (await next_of(line, "task"))["data"]
        answer = await post(here, f"/api/v1/tasks/{task['id']}/steps", {"action": "accept"})
        assert answer.status_code == 200
        assert (await next_of(line, "task"))["data"]["state"] == answer.json()["state"]
        # One call sent to both has its effect once (contract C16).
        key = "one-key"
        body = {"action": "arrive"}
        answers = await asyncio.gather(
            *(
                post(api, f"/api/v1/tasks/{task['id']}/steps", body, key)
                for api in (here, there, here, there)
            )
        )
        assert [one.status_code for one in answers] == [200] * 4
        steps = [one["action"] for one in answers[0].json()["steps"]]
        assert steps.count("arrive") == 1


async def test_a_shard_that_falls_silent_is_told_once(broker: Broker, tmp_path: Path) -> None:
    async with two_centres(broker, tmp_path) as (first, second), Worker(broker.port) as worker:
        now = first.centre.clock.now()
        for alive in (True, False):
            health = ShardHealth(
                shard="shard-1",
                alive=alive,
                at=now,
                valid_until=now + timedelta(days=300) if alive else now,
            )
            await worker.say(ADDRESS.health, health.model_dump_json().encode(), retain=True)
            for one in (first, second):
                await until(lambda one=one, alive=alive: _told(one) is alive)
        assert await _alive_events(first) == [True, False]


async def _alive_events(town: House) -> list[bool]:
    async with town.centre.database.read() as session:
        events = await session.scalars(
            select(FeedEventRow.data)
            .where(FeedEventRow.type == "shard")
            .order_by(FeedEventRow.position)
        )
        return [one["alive"] for one in events]


def _told(town: House) -> bool | None:
    state = town.centre.board.shards.get("shard-1")
    return state.told if state else None


async def test_a_centre_without_its_broker_is_corrected_by_the_one_that_hears(
    broker: Broker, tmp_path: Path
) -> None:
    async with two_centres(broker, tmp_path) as (first, second), Worker(broker.port) as worker:
        now = first.centre.clock.now()
        until_when = now + timedelta(days=300)
        health = ShardHealth(shard="shard-1", at=now, valid_until=until_when)
        await worker.say(ADDRESS.health, health.model_dump_json().encode(), retain=True)
        for one in (first, second):
            await until(lambda one=one: _told(one) is True)
        # The second has not heard for long, and tells what it must believe.
        second.centre.board.shards["shard-1"].valid_until = now

        # Of what was told and not of what is stored just now: it is corrected at once.
        async def corrected() -> bool:
            return (await _alive_events(first))[:3] == [True, False, True]

        await until(corrected)

        async def speaks() -> bool:
            async with first.centre.database.read() as session:
                return (await session.get_one(ShardRow, "shard-1")).alive

        await until(speaks)
