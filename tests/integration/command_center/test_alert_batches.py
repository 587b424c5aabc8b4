"""Several alerts in one message: each is stored, merged, refused and answered for itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from command_center.feed.events import IncidentEvent
from command_center.store.alert_row import AlertRow
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.topics import alert_topic
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import House, house, next_of, until
from tests.integration.command_center.test_alerts import at, connected
from tests.integration.command_center.worker import Worker
from tests.unit.command_center.alerts import alert, ulid

pytestmark = pytest.mark.needs_mosquitto


async def counted(town: House) -> tuple[int | None, int | None, int | None]:
    """Alerts, incidents and tasks."""
    async with town.centre.database.read() as session:
        alerts = await session.scalar(select(func.count()).select_from(AlertRow))
        incidents = await session.scalar(select(func.count()).select_from(IncidentRow))
        tasks = await session.scalar(select(func.count()).select_from(TaskRow))
    return alerts, incidents, tasks


async def incidents_of(town: House) -> dict[str, tuple[str, float, int]]:
    """Id → state, value measured and seq."""
    async with town.centre.database.read() as session:
        rows = await session.scalars(select(IncidentRow))
        return {row.id: (row.state, row.measurement["value"], row.seq) for row in rows}


async def test_a_bad_alert_in_a_batch_is_refused_alone(broker: Broker, tmp_path: Path) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        good = [alert(ulid(), zone=f"z{number}") for number in range(4)]
        bad, elsewhere = alert(ulid(), zone="bad"), alert(ulid(), zone="elsewhere")
        written: list[dict[str, Any]] = [one.model_dump(mode="json") for one in (*good, bad)]
        written[-1]["data"]["severity"] = 9
        # Readable, but about a camera of another town.
        foreign = elsewhere.model_dump(mode="json")
        foreign["subject"] = "region/370499102201"
        mixed = [*written[:2], foreign, written[4], None, *written[2:4]]
        topic = alert_topic(good[0].data.region, good[0].kind)
        await worker.say(topic, json.dumps(mixed).encode())
        await worker.answered(*good, bad, elsewhere)

        assert sorted(worker.stored) == sorted(one.id for one in good)
        assert set(worker.refused) == {bad.id, elsewhere.id}
        assert "severity" in worker.refused[bad.id]
        assert town.centre.intake.counts.dropped == 1
        assert await counted(town) == (4, 4, 4)


async def test_a_story_in_one_batch_is_told_in_its_order(broker: Broker, tmp_path: Path) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            incident, after = ulid(), ulid()
            story = [
                alert(incident),
                alert(incident, phase="update", seq=1, at_s=30, value=20.0),
                alert(incident, phase="end", seq=2, at_s=60, value=1.0),
                # The same place again: the key is free only because of the end before it.
                alert(after, at_s=90, value=30.0),
            ]
            await worker.send_together(*story)
            await worker.answered(*story)

            told = [await next_of(line, "incident") for _ in range(4)]
            phases = [(one["data"]["incident"]["id"], one["data"]["phase"]) for one in told]
            assert phases == [
                (incident, "new"),
                (incident, "update"),
                (incident, "end"),
                (after, "new"),
            ]
        assert await incidents_of(town) == {
            incident: ("ended", 1.0, 2),
            after: ("open", 30.0, 0),
        }
        assert await counted(town) == (4, 2, 2)
        # Written out without a view in between, and yet what the view would say.
        for event in told:
            view = IncidentEvent.model_validate(event["data"]).model_dump(mode="json")
            assert view == event["data"]
        # Both tasks are of one village and changed in one commit; each was told, in one message.
        await until(lambda: len(worker.tasks) == 2)
        assert {one["incident_id"] for one in worker.tasks} == {incident, after}


async def test_what_a_batch_repeats_or_brings_late_overwrites_nothing(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        incident = ulid()
        new = alert(incident)
        older = alert(incident, phase="update", seq=1, at_s=30, value=15.0)
        newer = alert(incident, phase="update", seq=2, at_s=60, value=25.0)
        await worker.send_together(newer, older, newer, new)
        await worker.answered(new, older, newer)
        assert await incidents_of(town) == {incident: ("open", 25.0, 2)}

        # The next one repeats half of it, and ends the incident and begins its successor.
        after = ulid()
        end = alert(incident, phase="end", seq=3, at_s=90, value=0.0)
        began = alert(after, at_s=120, value=40.0)
        worker.stored.clear()
        await worker.send_together(older, newer, end, began)
        await worker.answered(older, newer, end, began)
        assert await incidents_of(town) == {
            incident: ("ended", 0.0, 3),
            after: ("open", 40.0, 0),
        }
        assert await counted(town) == (5, 2, 2)


async def test_a_successor_ends_what_was_open_in_its_place_within_a_batch(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        known, first, second = ulid(), ulid(), ulid()
        await worker.deliver([alert(known)])
        # Their ends never came: of one owner, so the later of two ids is the open one.
        both = alert(first, at_s=30), alert(second, at_s=60)
        await worker.send_together(*both)
        await worker.answered(*both)
        states = {key: state for key, (state, _value, _seq) in (await incidents_of(town)).items()}
        assert states == {known: "ended", first: "ended", second: "open"}


async def test_what_was_committed_and_not_answered_is_answered_when_it_comes_again(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the centre dies between the two; what dies with it is its memory."""
    sent: list[Alert] = [alert(ulid(), zone=f"z{number}") for number in range(20)]
    async with Worker(broker.port) as worker:
        async with house(tmp_path / "s", broker=at(broker)) as town:
            await connected(town)
            swallowed: list[object] = []
            monkeypatch.setattr(
                town.centre.intake, "_answer", lambda stored, refused: swallowed.extend(stored)
            )
            await worker.send_together(*sent)
            await until(lambda: len(swallowed) == 20)
            assert await counted(town) == (20, 20, 20)
            assert not worker.stored
        async with house(tmp_path / "s", broker=at(broker)) as town:
            await connected(town)
            # Cut otherwise than before, as after a new connection.
            await worker.send_together(*sent[:7])
            await worker.send_together(*sent[7:])
            await worker.answered(*sent)
            assert await counted(town) == (20, 20, 20)
    assert not worker.refused
