"""A village without power is one incident with one task, whoever tells of it first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from command_center.intake.attention import VILLAGE_OUTAGE
from sharp_eyes.clock import ManualClock
from sharp_eyes.node.health import ShardHealth
from tests.integration.command_center.house import House, house, next_of, post
from tests.unit.command_center.alerts import START, alert, ulid

VILLAGE = "370499101201"
CAMERAS = tuple(f"370499010013260000{number:02}" for number in range(1, 13))
OURS = CAMERAS[:4]
"""Of the village; more than half are three."""


class Town:
    """A house on a clock that moves when told, and what its worker says."""

    def __init__(self, town: House, clock: ManualClock) -> None:
        self.town, self.clock = town, clock
        self.gone: dict[str, Any] = {}
        self.alive = True

    def say(self) -> None:
        """The worker's health message."""
        now = self.clock.now()
        cameras = [
            {
                "id": one,
                "state": "offline" if one in self.gone else "online",
                "since": self.gone.get(one, START),
            }
            for one in CAMERAS
        ]
        health = ShardHealth.model_validate(
            {
                "shard": "shard-1",
                "alive": self.alive,
                "at": now,
                "valid_until": now + timedelta(seconds=15),
                "epoch": 1,
                "cameras": cameras if self.alive else [],
            }
        )
        topic = "sharp-eyes/v1/370499/101/_/demo/health/shard-1"
        self.town.centre.board.take(topic, health.model_dump_json().encode())

    async def pass_s(self, seconds: float, *, step_s: float = 1.0) -> None:
        """Let time pass in steps, the worker saying how it is at each."""
        for _ in range(round(seconds / step_s)):
            self.clock.advance(step_s)
            self.say()
            await self.town.centre.outages.look()

    def lose(self, *cameras: str) -> None:
        self.gone |= dict.fromkeys(cameras, self.clock.now())

    def regain(self, *cameras: str) -> None:
        for one in cameras:
            del self.gone[one]

    async def fault(self, camera: str, incident: str, phase: str = "new", seq: int = 0) -> None:
        """The worker's alert that a camera gives no pictures."""
        at_s = (self.clock.now() - START).total_seconds()
        measurement = {"quantity": "silence", "value": 10.0, "unit": "s", "limit": 10.0}
        one = alert(
            incident,
            kind="camera-fault",
            camera=camera,
            zone=None,
            phase=phase,
            seq=seq,
            at_s=at_s,
            severity=1,
            measurement=measurement,
        )
        await self.town.centre.intake._commit([one])


async def outages(api: httpx.AsyncClient, state: str = "open") -> list[dict[str, Any]]:
    found = (await api.get(f"/api/v1/incidents?state={state}")).json()
    return [one for one in found if one["camera"] is None]


async def tasks(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await api.get("/api/v1/tasks?state=all")).json()
    return listed


async def by_id(api: httpx.AsyncClient, incident: str) -> dict[str, Any]:
    found = (await api.get("/api/v1/incidents?state=all")).json()
    return next(one for one in found if one["id"] == incident)


def names(shown: dict[str, Any], *, back: bool = False) -> set[str]:
    return {one["id"] for one in shown["cameras"] if (one["back_at"] is not None) is back}


async def dark(one: Town, cameras: Collection[str] = OURS[:3]) -> None:
    one.say()
    one.lose(*cameras)
    await one.pass_s(12)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


async def test_a_village_without_power_is_one_incident_that_lists_its_cameras_and_one_task(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        await dark(one)
        (shown,) = await outages(api)
        assert (shown["kind"], shown["region"], shown["severity"]) == ("camera-fault", VILLAGE, 2)
        assert shown["region_name"] == "东溪村"
        assert names(shown) == set(OURS[:3])
        assert {camera["name"] for camera in shown["cameras"]} >= {"东溪文化广场"}
        assert shown["measurement"] | {"at_least": False, "seconds_to_limit": None} == {
            "quantity": "cameras_gone",
            "value": 3.0,
            "unit": "cameras",
            "limit": 3.0,
            "at_least": False,
            "seconds_to_limit": None,
        }
        (task,) = await tasks(api)
        assert task["incident_id"] == shown["id"]
        assert "东溪村 3 台摄像机同时离线" in task["title"]["zh"]
        assert "3 cameras" in task["title"]["en"]
        assert task["region"] == VILLAGE
        await one.pass_s(20)
        assert len(await outages(api, "all")) == 1


async def test_single_faults_of_that_village_are_stored_and_call_on_nobody(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        one.say()
        one.lose(*OURS[:3])
        await one.pass_s(3)
        # Of the first two it cannot be known yet; they come before the outage is told.
        early, late, elsewhere = ulid(), ulid(), ulid()
        await one.fault(OURS[0], early)
        await one.pass_s(10)
        await one.fault(OURS[1], late)
        await one.fault(CAMERAS[5], elsewhere)
        await one.pass_s(1)
        (shown,) = await outages(api)
        for incident in (early, late):
            single = await by_id(api, incident)
            assert (single["held_back_by"], single["part_of"]) == (VILLAGE_OUTAGE, shown["id"])
            assert single["task_id"] is None
        assert (await by_id(api, elsewhere))["held_back_by"] is None
        assert {task["incident_id"] for task in await tasks(api)} == {shown["id"], elsewhere}


async def test_a_fault_told_before_anybody_could_know_is_taken_back_unless_somebody_began_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        untouched, begun = ulid(), ulid()
        one.lose(OURS[0])
        await one.fault(OURS[0], untouched)
        one.lose(OURS[1])
        await one.fault(OURS[1], begun)
        task = next(t for t in await tasks(api) if t["incident_id"] == begun)
        step = await post(api, f"/api/v1/tasks/{task['id']}/steps", {"action": "accept"})
        assert step.status_code == 200
        one.lose(OURS[2])
        await one.pass_s(12)
        (shown,) = await outages(api)
        states = {t["incident_id"]: t["state"] for t in await tasks(api)}
        assert states[untouched] == "cancelled"
        assert states[begun] == "accepted"
        assert states[shown["id"]] == "opened"
        for incident in (untouched, begun):
            assert (await by_id(api, incident))["part_of"] == shown["id"]


async def test_alerts_alone_make_an_outage_too(tmp_path: Path, clock: ManualClock) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        for camera in OURS[:3]:
            await one.fault(camera, ulid())
        clock.advance(5)
        await town.centre.outages.look()
        clock.advance(11)
        await town.centre.outages.look()
        (shown,) = await outages(api)
        assert names(shown) == set(OURS[:3])


async def test_it_ends_when_enough_are_back_and_who_is_not_gets_a_task_of_its_own(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        await dark(one, OURS)
        faults = {camera: ulid() for camera in OURS}
        for camera, incident in faults.items():
            await one.fault(camera, incident)
        await one.pass_s(1)
        (shown,) = await outages(api)
        assert shown["severity"] == 3
        one.regain(*OURS[1:])
        for camera in OURS[1:]:
            await one.fault(camera, faults[camera], "end", 1)
        await one.pass_s(20)
        assert await outages(api), "not before it held"
        assert (await by_id(api, faults[OURS[0]]))["task_id"] is None
        await one.pass_s(15)
        assert await outages(api) == []
        (over,) = await outages(api, "all")
        assert (over["state"], over["end_reason"]) == ("ended", "cleared")
        assert names(over, back=True) == set(OURS[1:])
        assert names(over) == {OURS[0]}
        left = await by_id(api, faults[OURS[0]])
        assert left["held_back_by"] is None
        opened = [t for t in await tasks(api) if t["id"] == left["task_id"]]
        assert [t["state"] for t in opened] == ["opened"]
        # The end of an incident never closes a task.
        states = {t["incident_id"]: t["state"] for t in await tasks(api)}
        assert states[over["id"]] == "opened"
        assert set(states) == {over["id"], faults[OURS[0]]}


async def test_who_else_goes_and_comes_back_is_told_and_severity_follows(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        await dark(one)
        one.lose(OURS[3])
        await one.pass_s(2)
        (shown,) = await outages(api)
        assert (shown["severity"], len(names(shown))) == (3, 4)
        one.regain(OURS[0])
        await one.pass_s(2)
        (shown,) = await outages(api)
        assert (shown["severity"], names(shown, back=True)) == (2, {OURS[0]})
        one.regain(OURS[1])
        await one.pass_s(5)
        (shown,) = await outages(api)
        assert names(shown, back=True) == {OURS[0]}, "updates at most every 30 s"
        await one.pass_s(30)
        (shown,) = await outages(api)
        assert names(shown, back=True) == set(OURS[:2])
        assert shown["measurement"]["value"] == 2
        one.lose(OURS[0])
        await one.pass_s(31)
        (shown,) = await outages(api)
        assert names(shown) == {OURS[0], OURS[2], OURS[3]}


async def test_it_survives_a_restart_of_the_centre(tmp_path: Path, clock: ManualClock) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        await dark(Town(town, clock))
        (shown,) = await outages(api)
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        # Nothing is heard of the worker yet: that ends nothing, and a fault is still grouped.
        for _ in range(60):
            clock.advance(1)
            await town.centre.outages.look()
        fault = ulid()
        await one.fault(OURS[0], fault)
        assert (await by_id(api, fault))["part_of"] == shown["id"]
        one.lose(*OURS[:3])
        await one.pass_s(20)
        assert [found["id"] for found in await outages(api, "all")] == [shown["id"]]
        one.regain(*OURS[:3])
        await one.fault(OURS[0], fault, "end", 1)
        await one.pass_s(32)
        assert await outages(api) == []
        assert len(await tasks(api)) == 1


async def test_cameras_broken_long_ago_are_no_outage_after_a_restart_of_centre_or_worker(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town:
        one = Town(town, clock)
        for camera in OURS[:3]:
            await one.fault(camera, ulid())
            # So long that nobody takes them for one; the worker is heard of all along.
            await one.pass_s(300, step_s=10)
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        # The worker has begun anew: to it they all went at the same moment.
        one.lose(*OURS[:3])
        await one.pass_s(30)
        assert await outages(api, "all") == []


async def test_a_silent_shard_is_told_as_such_and_as_no_outage(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        await one.pass_s(2)
        one.alive = False
        await one.pass_s(30)
        assert await outages(api, "all") == []


async def test_the_page_is_told_by_the_feed_and_another_village_is_not(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town:
        await town.add_user("village", "370499101202")
        async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            await dark(Town(town, clock))
            new, update = [(await next_of(line, "incident"))["data"] for _ in range(2)]
            assert (new["phase"], update["phase"]) == ("new", "update")
            assert names(update["incident"]) == set(OURS[:3])
        async with town.signed_in("village") as api:
            assert await outages(api) == []


async def test_a_fault_held_back_for_an_outage_that_never_came_gets_its_task(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        one = Town(town, clock)
        one.say()
        one.lose(*OURS[:3])
        await one.pass_s(5)
        fault = ulid()
        await one.fault(OURS[0], fault)
        assert await tasks(api) == []
        one.regain(*OURS[1:3])
        await one.pass_s(2)
        (task,) = await tasks(api)
        assert task["incident_id"] == fault
        single = await by_id(api, fault)
        assert (single["held_back_by"], single["task_id"]) == (None, task["id"])
