"""Alerts through a real broker: stored, acknowledged, shown, made into tasks."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from command_center.registry.author import COMMAND
from command_center.store.alert_row import AlertRow
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.topics import alert_topic
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import House, house, next_of, post, until
from tests.integration.command_center.worker import Worker
from tests.unit.command_center.alerts import PLOT, SOURCE, SQUARE, START, VILLAGE, alert, ulid

pytestmark = pytest.mark.needs_mosquitto


def at(broker: Broker) -> BrokerAddress:
    return BrokerAddress.parse(broker.url)


async def connected(town: House) -> None:
    link = town.centre._link
    assert link is not None
    async with asyncio.timeout(20):
        await link.connected.wait()


async def test_a_crowd_is_stored_acknowledged_shown_and_its_task_is_in_the_right_grid(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            incident = ulid()
            await worker.deliver([alert(incident)])

            shown = await next_of(line, "incident")
            task = await next_of(line, "task")
            assert shown["data"]["phase"] == "new"
            assert shown["data"]["incident"]["id"] == incident
            assert shown["data"]["incident"]["camera_name"] == "东溪文化广场"
            assert shown["data"]["incident"]["task_id"] == task["data"]["id"]
            # The camera stands in the second grid of its village.
            assert task["data"]["grid"] == "370499101201002"
            assert (task["data"]["assigned"], task["data"]["unit"]) == ("grid", "东溪村网格队")
            assert task["data"]["opened_by"] == "machine"
            assert "nanodet-g 416, threshold 0.4" in task["data"]["opened_by_model"]
            assert [due["what"] for due in task["data"]["due"]] == ["acknowledged", "on_site"]
            assert task["position"] > shown["position"]

            listed = (await api.get("/api/v1/incidents")).json()
            assert listed == [shown["data"]["incident"]]
            await until(lambda: worker.tasks)
            assert worker.tasks[0]["id"] == task["data"]["id"]


async def test_a_repeated_alert_is_acknowledged_again_and_changes_nothing(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        one = alert(ulid())
        await worker.deliver([one])
        for _ in range(30):
            await worker.send(one)
        await until(lambda: worker.stored.count(one.id) >= 2)
        last = alert(ulid(), camera=PLOT, kind="construction", zone="plot")
        await worker.deliver([last])

        async with town.centre.database.read() as session:
            assert await session.scalar(select(func.count()).select_from(AlertRow)) == 2
            assert await session.scalar(select(func.count()).select_from(TaskRow)) == 1


async def test_a_database_error_leaves_the_alert_unanswered_and_it_is_stored_later(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        commit = town.centre.intake._commit
        failures = []

        async def failing(alerts: object) -> object:
            failures.append(list(worker.stored))
            if len(failures) < 3:
                raise OperationalError("insert", {}, Exception("disk is full"))
            return await commit(alerts)  # type: ignore[arg-type]

        monkeypatch.setattr(town.centre.intake, "_commit", failing)
        one = alert(ulid())
        await worker.deliver([one])

        assert failures == [[], [], []]
        async with town.centre.database.read() as session:
            assert await session.get(AlertRow, one.id) is not None


async def test_one_alert_that_cannot_be_stored_keeps_no_other_out(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        alerts = [alert(ulid(), zone=f"z{number}") for number in range(5)]
        commit = town.centre.intake._commit

        async def poisoned(batch: list[object]) -> object:
            if alerts[2] in batch:
                raise ValueError("poison")
            return await commit(batch)  # type: ignore[arg-type]

        monkeypatch.setattr(town.centre.intake, "_commit", poisoned)
        await worker.deliver(alerts)

        assert list(worker.refused) == [alerts[2].id]
        assert set(worker.stored) == {one.id for one in alerts if one is not alerts[2]}


async def test_rubbish_is_refused_or_dropped_and_what_follows_is_stored(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        good = alert(ulid())
        topic = alert_topic(good.data.region, good.kind)
        bad_id = ulid()
        bad = json.dumps({"id": bad_id, "source": SOURCE, "type": "sharp-eyes.crowd.v1"})
        for payload in (b"\xff", b"{}", b"x" * 100_000, bad.encode()):
            await worker.say(topic, payload)
        await worker.deliver([good])

        await until(lambda: bad_id in worker.refused)
        assert "subject" in worker.refused[bad_id]
        await until(lambda: town.centre.intake.counts.dropped == 3)


async def test_construction_waits_for_a_duty_officer_and_then_opens_one_task(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        incident = ulid()
        one = alert(incident, kind="construction", camera=PLOT, zone="plot", value=0.05)
        await worker.deliver([one])
        async with town.signed_in() as api:
            assert (await api.get("/api/v1/incidents")).json()[0]["review"] == "waiting"
            assert (await api.get("/api/v1/tasks")).json() == []

            path = f"/api/v1/incidents/{incident}/confirm"
            first = await post(api, path, {"note": "墙体"})
            again = await post(api, path, {})
            tasks = (await api.get("/api/v1/tasks")).json()

            assert (first.status_code, again.status_code) == (200, 200)
            assert first.json()["review"] == "confirmed"
            assert len(tasks) == 1
            assert tasks[0]["opened_by"] == "duty"
            assert tasks[0]["steps"][0]["note"] == "墙体"
            what = [due["what"] for due in tasks[0]["due"]]
            assert what == ["order", "contact", "first_answer", "closed"]


async def test_dismissing_cancels_the_task_and_the_end_of_an_incident_does_not(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        ended, dismissed = ulid(), ulid()
        await worker.deliver(
            [
                alert(ended, zone="a"),
                alert(ended, zone="a", phase="end", seq=1, at_s=60),
                alert(dismissed, zone="b"),
            ]
        )
        async with town.signed_in() as api:
            await post(api, f"/api/v1/incidents/{dismissed}/dismiss", {"reason": "赶集"})
            tasks = (await api.get("/api/v1/tasks?state=all")).json()
            states = {task["incident_id"]: task["state"] for task in tasks}
            assert states == {ended: "opened", dismissed: "cancelled"}

            confirm = await post(api, f"/api/v1/incidents/{dismissed}/confirm", {})
            assert confirm.status_code == 409
            everything = (await api.get("/api/v1/incidents?state=all")).json()
            by_id = {one["id"]: one for one in everything}
            assert by_id[ended]["state"] == "ended"
            assert by_id[ended]["end_reason"] == "cleared"
            assert (await api.get("/api/v1/incidents?state=open")).json() == []


async def test_what_was_dismissed_and_grows_worse_is_asked_about_again(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        crowd = ulid()
        await worker.deliver([alert(crowd)])
        async with town.signed_in() as api:
            await post(api, f"/api/v1/incidents/{crowd}/dismiss", {"reason": "赶集"})
            await worker.deliver([alert(crowd, phase="update", seq=1, at_s=30)])
            assert (await api.get("/api/v1/incidents?state=open")).json() == []

            await worker.deliver([alert(crowd, phase="update", seq=2, at_s=60, severity=4)])
            (again,) = (await api.get("/api/v1/incidents?state=open")).json()
            assert (again["id"], again["review"]) == (crowd, "waiting")

            confirm = await post(api, f"/api/v1/incidents/{crowd}/confirm", {"note": "真的"})
            assert confirm.status_code == 200
            (task,) = (await api.get("/api/v1/tasks?state=all")).json()
            assert task["state"] == "opened"
            assert [step["action"] for step in task["steps"]] == ["open", "cancel", "open"]


async def test_a_lower_epoch_is_stored_and_merged_and_overwrites_nothing(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        owner, former = ulid(), ulid()
        alerts = [
            alert(owner, epoch=2, value=20.0),
            alert(former, epoch=1, value=99.0),
            alert(former, epoch=1, seq=1, phase="end", value=0.0, at_s=30),
        ]
        await worker.deliver(alerts)

        async with town.centre.database.read() as session:
            rows = (await session.scalars(select(IncidentRow))).all()
            merged = set(await session.scalars(select(AlertRow.incident_id)))
            tasks = await session.scalar(select(func.count()).select_from(TaskRow))
        assert [(row.id, row.state, row.measurement["value"]) for row in rows] == [
            (owner, "open", 20.0)
        ]
        assert merged == {owner}
        assert tasks == 1
        assert set(worker.stored) == {one.id for one in alerts}


async def test_a_new_owner_under_a_second_id_goes_on_with_the_same_incident_and_task(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        first, second = ulid(), ulid()
        await worker.deliver([alert(first, epoch=1)])
        await worker.deliver([alert(second, epoch=2, value=15.0, at_s=30)])
        await worker.deliver([alert(second, epoch=2, seq=1, phase="end", at_s=90)])

        async with town.centre.database.read() as session:
            rows = (await session.scalars(select(IncidentRow))).all()
            tasks = await session.scalar(select(func.count()).select_from(TaskRow))
        assert [(row.id, row.state, row.epoch) for row in rows] == [(first, "ended", 2)]
        assert tasks == 1


async def test_alerts_in_any_order_end_in_the_same_incidents(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        first, second = ulid(), ulid()
        story = [
            alert(first, seq=0, at_s=0),
            alert(first, seq=1, phase="update", value=14.0, at_s=30),
            alert(first, seq=2, phase="end", value=3.0, at_s=60),
            alert(second, seq=0, at_s=90),
            alert(second, seq=1, phase="update", value=18.0, at_s=120),
        ]
        await worker.deliver([story[index] for index in (3, 1, 4, 2, 0)])

        async with town.centre.database.read() as session:
            rows = {row.id: row for row in await session.scalars(select(IncidentRow))}
        assert {row.id: row.state for row in rows.values()} == {first: "ended", second: "open"}
        assert rows[first].opened_at == story[0].time
        assert rows[first].end_reason == "cleared"
        assert rows[first].measurement["value"] == 3.0
        assert rows[second].measurement["value"] == 18.0
        assert [rows[one].peak["value"] for one in (first, second)] == [14.0, 18.0]


async def test_when_the_broker_comes_back_alerts_flow_again(broker: Broker, tmp_path: Path) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town:
        await connected(town)
        async with Worker(broker.port) as worker:
            await worker.deliver([alert(ulid(), zone="a")])
        link = town.centre._link
        assert link is not None
        await broker.kill()
        await until(lambda: not link.connected.is_set())
        await broker.start()
        await connected(town)
        async with Worker(broker.port) as worker:
            await worker.deliver([alert(ulid(), zone="b")])


async def test_what_is_another_towns_stays_as_it_is_and_its_node_is_told_nothing(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        theirs = alert(ulid())
        await worker.deliver([theirs])
        counts = town.centre.intake.counts
        elsewhere = {"region": "370499102201"}

        # Under their node's name nobody is answered, or their queue would lose what waits in it.
        waiting = alert(ulid(), camera="37049901001326000099", **elsewhere)
        topic = alert_topic("370499102201", waiting.kind)
        broken = json.dumps({"id": ulid(), "source": SOURCE, "type": "sharp-eyes.crowd.v1"})
        await worker.send(waiting)
        await worker.say(topic, broken.encode())
        await until(lambda: counts.dropped == 2)

        # Their camera, their incident, their alert's id: none is to be had from another town.
        mine = {"source": "/370499/102/evil/shard-9"}
        other = alert(ulid(), epoch=2**62, **elsewhere).model_copy(update=mine)
        unknown = {"subject": "camera/37049901001326000099"}
        claim = alert(theirs.data.incident_id, epoch=2**62, phase="end", **elsewhere)
        claim = claim.model_copy(update=mine | unknown)
        double = alert(ulid(), **elsewhere).model_copy(update=mine | unknown | {"id": theirs.id})
        for one in (other, claim, double):
            await worker.send(one)
        await until(lambda: counts.refused == 3)

        await worker.deliver([alert(ulid(), zone="other")])
        assert not worker.refused
        async with town.centre.database.read() as session:
            row = await session.get_one(IncidentRow, theirs.data.incident_id)
            stored = await session.scalar(select(func.count()).select_from(AlertRow))
        assert (row.state, row.epoch, row.region) == ("open", 1, theirs.data.region)
        assert stored == 2


async def test_a_source_that_told_of_a_town_before_still_ends_what_it_began_there(
    broker: Broker, tmp_path: Path
) -> None:
    async with house(tmp_path / "s", broker=at(broker)) as town, Worker(broker.port) as worker:
        await connected(town)
        # A shard of town 101 with one camera in town 102, which is removed meanwhile.
        incident, place = ulid(), {"region": "370499102201", "camera": "37049901001326000099"}
        async with town.centre.database.write() as session:
            await town.centre.intake._writer.write(session, [alert(incident, **place)])
        end = alert(incident, phase="end", seq=1, reason="camera removed", **place)
        await worker.deliver([end])

        assert worker.stored == [end.id]
        async with town.centre.database.read() as session:
            assert (await session.get_one(IncidentRow, incident)).state == "ended"


def to_another_town(registry: Registry) -> Registry:
    """Move the square's camera to a village of a town that there was not before."""
    place = {"region": "370499102201", "grid": None, "location": (117.9, 34.9)}
    cameras = [
        one.model_copy(update=place) if one.id == SQUARE else one for one in registry.cameras
    ]
    regions = [
        Region(code=code, name=name)
        for code, name in (("370499102000", "湖滨镇"), ("370499102201", "柳桥村"))
    ]
    return registry.model_copy(
        update={"cameras": tuple(cameras), "regions": (*registry.regions, *regions)}
    )


async def test_what_was_raised_before_its_camera_moved_to_another_town_goes_where_it_stood(
    broker: Broker, tmp_path: Path
) -> None:
    clock = ManualClock(START - timedelta(hours=1))
    async with (
        house(tmp_path / "s", clock, broker=at(broker)) as town,
        Worker(broker.port) as worker,
    ):
        await connected(town)
        clock.advance(4200)
        await town.centre.registry.edit(COMMAND, "moved", to_another_town)
        clock.advance(600)
        # The camera moved ten minutes after START; what follows it a quarter of an hour later is
        # of somebody who does not know.
        waiting, late = alert(ulid(), at_s=0), alert(ulid(), zone="other", at_s=900)
        await worker.deliver([waiting, late])

        assert worker.stored == [waiting.id]
        assert worker.refused == {late.id: "its camera is registered in another town"}
        async with town.centre.database.read() as session:
            row = await session.get_one(IncidentRow, waiting.data.incident_id)
            task = (await session.scalars(select(TaskRow))).one()
        assert (row.region, task.region) == (VILLAGE, VILLAGE)
        location = waiting.data.location
        assert row.location == (list(location) if location else None)
