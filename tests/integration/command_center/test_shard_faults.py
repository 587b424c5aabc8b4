"""A shard that stays silent is a fault with a task; a short silence is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from command_center.health.shard_faults import SILENT_HOLD
from sharp_eyes.clock import ManualClock
from sharp_eyes.node.health import ShardHealth
from tests.integration.command_center.house import House, house
from tests.unit.command_center.alerts import START, alert, ulid

HOLD_S = SILENT_HOLD.total_seconds()


class Shard:
    """What one worker says to one centre, on a clock that moves when told."""

    def __init__(self, town: House, clock: ManualClock) -> None:
        self.town, self.clock = town, clock

    def say(self, *, alive: bool = True, shard: str = "shard-1", **fields: Any) -> None:
        now = self.clock.now()
        health = ShardHealth.model_validate(
            {
                "shard": shard,
                "alive": alive,
                "at": now,
                "valid_until": now + timedelta(seconds=15 if alive else 0),
                "epoch": 1,
            }
            | fields
        )
        topic = f"sharp-eyes/v1/370499/101/_/demo/health/{shard}"
        self.town.centre.board.take(topic, health.model_dump_json().encode())

    async def pass_s(self, seconds: float, *, saying: bool = False) -> None:
        for _ in range(round(seconds)):
            self.clock.advance(1)
            if saying:
                self.say()
            self.town.centre.board.lapse()
            await self.town.centre.shard_faults.look()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


async def faults(api: httpx.AsyncClient, state: str = "all") -> list[dict[str, Any]]:
    found = (await api.get(f"/api/v1/incidents?state={state}")).json()
    return [one for one in found if one["camera"] is None]


async def test_a_shard_silent_for_a_minute_is_one_fault_with_one_task_and_ends_when_it_speaks(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        await shard.pass_s(HOLD_S + 1, saying=True)
        assert await faults(api) == []
        shard.say(alive=False)
        await shard.pass_s(HOLD_S - 1)
        assert await faults(api) == []
        await shard.pass_s(30)
        (fault,) = await faults(api, "open")
        assert (fault["region"], fault["severity"]) == ("370499101000", 3)
        assert fault["measurement"]["quantity"] == "shard_silence"
        (task,) = (await api.get("/api/v1/tasks")).json()
        assert task["incident_id"] == fault["id"]
        assert "shard-1" in task["title"]["zh"]
        assert "shard-1" in task["title"]["en"]
        shard.say()
        await shard.pass_s(1)
        (fault,) = await faults(api)
        assert (fault["state"], fault["end_reason"]) == ("ended", "cleared")
        # The end of an incident never closes a task (contract C4).
        assert len((await api.get("/api/v1/tasks")).json()) == 1


async def test_a_message_that_lapses_without_a_last_will_counts_too(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        await shard.pass_s(HOLD_S + 1, saying=True)
        await shard.pass_s(HOLD_S + 16)
        assert len(await faults(api, "open")) == 1


async def test_a_restart_of_the_centre_opens_it_no_second_time(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town:
        shard = Shard(town, clock)
        await shard.pass_s(HOLD_S + 1, saying=True)
        shard.say(alive=False)
        await shard.pass_s(HOLD_S + 1)
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        shard.say(alive=False)
        await shard.pass_s(2 * HOLD_S + 2)
        assert len(await faults(api)) == 1
        assert len((await api.get("/api/v1/tasks")).json()) == 1


async def test_a_centre_that_hears_nobody_blames_no_shard(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        await shard.pass_s(HOLD_S + 1, saying=True)
        hears = False
        monkeypatch.setattr(town.centre.shard_faults, "_hears", lambda: hears)
        await shard.pass_s(5 * HOLD_S)
        hears = True
        # Back at its broker it hears them again before it blames them.
        await shard.pass_s(5)
        await shard.pass_s(HOLD_S, saying=True)
        assert await faults(api) == []


async def test_a_shard_without_cameras_is_no_fault(tmp_path: Path, clock: ManualClock) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        await shard.pass_s(HOLD_S + 1, saying=True)
        shard.say(shard="shard-9")
        shard.say(shard="shard-9", alive=False)
        await shard.pass_s(HOLD_S + 1, saying=True)
        assert await faults(api) == []


async def test_a_full_outbox_of_a_worker_that_lost_its_disk_ends_with_its_successor(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with house(tmp_path, clock) as town, town.signed_in() as api:
        shard = Shard(town, clock)
        measurement = {"quantity": "outbox_fill", "value": 0.8, "unit": "share", "limit": 0.8}
        told = alert(ulid(), kind="camera-fault", zone="outbox", measurement=measurement)
        told = told.model_copy(update={"subject": "shard/shard-1"})
        await town.centre.intake._commit([told])
        await shard.pass_s(HOLD_S + 2, saying=True)
        (fault,) = await faults(api)
        assert fault["state"] == "open"
        shard.say(epoch=2, outbox_fill=0.1)
        await shard.pass_s(1)
        (fault,) = await faults(api)
        assert (fault["state"], fault["end_reason"]) == ("ended", "owner lost")
