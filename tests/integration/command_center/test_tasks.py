"""Tasks: one an incident, whatever happens, and every POST once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import func, select

from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.store.task_row import TaskRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import House, house, next_of, post
from tests.unit.command_center.alerts import PLOT, START, alert, ulid


async def tasks(town: House) -> int:
    async with town.centre.database.read() as session:
        return await session.scalar(select(func.count()).select_from(TaskRow)) or 0


async def test_confirmations_at_the_same_moment_open_one_task(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit(
        [alert(incident, kind="construction", camera=PLOT, zone="plot")]
    )
    async with town.signed_in() as api:
        answers = await asyncio.gather(
            *(post(api, f"/api/v1/incidents/{incident}/confirm", {}) for _ in range(8))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert await tasks(town) == 1


async def test_alerts_of_one_incident_at_the_same_moment_and_after_a_restart_open_one_task(
    tmp_path: Path,
) -> None:
    incident = ulid()
    alerts = [alert(incident, seq=seq, phase="new" if not seq else "update") for seq in range(8)]
    async with house(tmp_path) as town:
        await asyncio.gather(*(town.centre.intake._commit([one]) for one in alerts[:4]))
    async with house(tmp_path) as town:
        await asyncio.gather(*(town.centre.intake._commit([one]) for one in alerts))
        assert await tasks(town) == 1


async def test_a_camera_fault_opens_a_maintenance_task_and_one_without_a_grid_goes_to_triage(
    town: House,
) -> None:
    stranger = "37049901001326000099"
    await town.centre.intake._commit([alert(ulid(), kind="camera-fault", zone=None)])
    await town.centre.intake._commit([alert(ulid(), camera=stranger)])
    async with town.signed_in() as api:
        found = (await api.get("/api/v1/tasks")).json()
    by_kind = {task["kind"]: task for task in found}
    assert [due["what"] for due in by_kind["camera-fault"]["due"]] == ["closed"]
    assert by_kind["camera-fault"]["assigned"] == "grid"
    assert (by_kind["crowd"]["assigned"], by_kind["crowd"]["grid"]) == ("triage", None)


async def test_a_step_sent_twice_is_taken_once_and_answered_alike(town: House) -> None:
    await town.centre.intake._commit([alert(ulid())])
    async with town.signed_in() as api:
        task = (await api.get("/api/v1/tasks")).json()[0]
        path = f"/api/v1/tasks/{task['id']}/steps"
        first, again = [await post(api, path, {"action": "urge"}, "key") for _ in range(2)]
        assert first.json() == again.json()
        assert again.headers["idempotency-replayed"] == "true"
        assert [step["action"] for step in first.json()["steps"]] == ["open", "urge"]

        other = await post(api, path, {"action": "accept"}, "key")
        assert other.status_code == 422
        without = await api.post(path, json={"action": "accept"})
        assert without.status_code == 422


async def test_the_whole_way_from_opened_to_archived(town: House) -> None:
    await town.centre.intake._commit([alert(ulid())])
    async with town.signed_in() as api:
        task = (await api.get("/api/v1/tasks")).json()[0]
        path = f"/api/v1/tasks/{task['id']}/steps"
        assert (await post(api, path, {"action": "close"})).status_code == 409
        assert (await post(api, path, {"action": "cancel"})).status_code == 422
        for action in ("accept", "arrive", "report", "return", "arrive", "report", "close"):
            answer = await post(api, path, {"action": action, "note": "现场"})
            assert answer.status_code == 200, answer.text
        assert answer.json()["actions"] == ["archive"]
        assert (await api.get("/api/v1/tasks")).json() == []
        incident = (await api.get("/api/v1/incidents")).json()[0]
        dismissed = await post(api, f"/api/v1/incidents/{incident['id']}/dismiss", {"reason": "x"})
        assert dismissed.status_code == 409
        await post(api, path, {"action": "archive"})
        everything = (await api.get("/api/v1/tasks?state=all")).json()
        assert everything[0]["state"] == "archived"


async def test_a_deadline_that_passes_is_told_once(tmp_path: Path) -> None:
    clock = ManualClock(START)
    async with house(tmp_path, clock) as town:
        await town.centre.intake._commit([alert(ulid())])
        async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            clock.advance(121)
            await town.centre._housekeeping.look()
            await town.centre._housekeeping.look()
            task = (await next_of(line, "task"))["data"]
            assert task["overdue"] is True

            accepted = await post(api, f"/api/v1/tasks/{task['id']}/steps", {"action": "accept"})
            assert accepted.json()["overdue"] is False
            assert (await next_of(line, "task"))["data"]["state"] == "accepted"


async def test_keys_are_kept_for_seven_days(tmp_path: Path) -> None:
    clock = ManualClock(START)
    async with house(tmp_path, clock) as town:
        await town.centre.intake._commit([alert(ulid())])
        async with town.signed_in() as api:
            task = (await api.get("/api/v1/tasks")).json()[0]
            await post(api, f"/api/v1/tasks/{task['id']}/steps", {"action": "urge"})

        async def keys() -> int:
            await town.centre._housekeeping.purge()
            async with town.centre.database.read() as session:
                return len((await session.scalars(select(IdempotencyKeyRow.key))).all())

        clock.advance(7 * 86_400 - 60)
        assert await keys() == 1
        clock.advance(120)
        assert await keys() == 0
