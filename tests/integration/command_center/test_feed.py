"""The wall's feed: in order, and without a gap."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from command_center.feed import feed_log
from command_center.feed.events import ShardEvent
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock
from tests.integration.command_center.house import House, next_of
from tests.integration.command_center.store import Store
from tests.unit.command_center.alerts import alert, ulid


async def put(town: House, *alerts: Any) -> None:
    await town.centre.intake._commit(alerts)


async def read(line: Any, count: int) -> list[dict[str, Any]]:
    return [await next_of(line, "incident", "task", "shard", "evidence") for _ in range(count)]


async def test_a_page_that_comes_back_gets_everything_since_in_order(town: House) -> None:
    async with town.signed_in() as api:
        async with town.socket(api, "/api/v1/feed") as line:
            hello = await next_of(line, "hello")
            assert hello["data"]["position"] == 0
            assert hello["data"]["server_time"].endswith("Z")
            await put(town, alert(ulid(), zone="a"))
            seen = await read(line, 2)
        # While nobody looks, more happens than is read at a time.
        for start in range(0, 230, 46):
            await put(town, *(alert(ulid(), zone=f"z{start + one}") for one in range(46)))
        position = seen[-1]["position"]
        async with town.socket(api, f"/api/v1/feed?after={position}") as line:
            missed = await read(line, 460)
            await put(town, alert(ulid(), zone="b"))
            live = await read(line, 2)

    positions = [message["position"] for message in seen + missed + live]
    assert positions == list(range(1, 465))
    assert all(message["at"].endswith("Z") for message in missed)


async def test_nothing_is_missed_while_reading_and_writing_go_on_together(town: House) -> None:
    async with town.signed_in() as api:
        writing = asyncio.create_task(_write(town, 60))
        position, seen = 0, []
        while len(seen) < 120:
            # Reconnects again and again, in the middle of it all.
            async with town.socket(api, f"/api/v1/feed?after={position}") as line:
                for message in await read(line, min(7, 120 - len(seen))):
                    seen.append(message["position"])
                    position = message["position"]
        await writing

    assert seen == list(range(1, 121))


async def _write(town: House, count: int) -> None:
    for number in range(count):
        await put(town, alert(ulid(), zone=f"z{number}"))


async def test_commits_of_another_process_are_seen_too(
    town: House, tmp_path: Path, store: Store
) -> None:
    other = Database(store.url(tmp_path / "state"))
    try:
        async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            now = SystemClock().now()
            async with other.write() as session:
                event = ShardEvent(shard="shard-9", alive=True, since=now)
                feed_log.append(session, "shard", None, now, event)
            assert (await next_of(line, "shard"))["data"]["shard"] == "shard-9"
    finally:
        await other.close()


@pytest.mark.parametrize("after", ["999999", "-1", "x", "9" * 40])
async def test_a_position_that_cannot_be_begins_anew(town: House, after: str) -> None:
    async with town.signed_in() as api, town.socket(api, f"/api/v1/feed?after={after}") as line:
        assert (await next_of(line, "hello"))["data"]["position"] == 0
        await put(town, alert(ulid()))
        assert (await next_of(line, "incident"))["position"] == 1


async def test_a_village_sees_its_own_and_nothing_else(town: House) -> None:
    await town.add_user("village", "370499101202")
    async with town.signed_in("village") as api, town.socket(api, "/api/v1/feed") as line:
        cameras = await next_of(line, "cameras")
        assert [one["id"][-2:] for one in cameras["data"]] == ["05", "06", "07", "08"]
        own = "37049901001326000006"
        await put(town, alert(ulid()))
        # What a message claims of its region does not outrank the registry.
        await put(town, alert(ulid(), region="370499101202"))
        await put(town, alert(ulid(), camera=own, zone="own", region="370499101202"))

        assert (await next_of(line, "incident"))["data"]["incident"]["camera"] == own
        assert [one["camera"] for one in (await api.get("/api/v1/incidents")).json()] == [own]
        assert len((await api.get("/api/v1/tasks")).json()) == 1
        assert len((await api.get("/api/v1/cameras")).json()) == 4
        foreign = await api.post(
            f"/api/v1/incidents/{await _foreign(town)}/dismiss",
            json={"reason": "x"},
            headers={"Idempotency-Key": "k"},
        )
        assert foreign.status_code == 404


async def _foreign(town: House) -> str:
    async with town.signed_in() as api:
        listed = (await api.get("/api/v1/incidents")).json()
    return next(one["id"] for one in listed if one["region"] == "370499101201")


async def test_health_reaches_the_page_and_a_silent_shard_greys_its_cameras(town: House) -> None:
    camera = "37049901001326000001"
    now = SystemClock().now()
    topic = "sharp-eyes/v1/370499/101/_/demo/health/shard-1"

    def health(alive: bool) -> bytes:
        cameras = [{"id": camera, "state": "online", "since": now.isoformat(), "fps": 15}]
        message = {
            "shard": "shard-1",
            "alive": alive,
            "at": now.isoformat(),
            "valid_until": (now + timedelta(seconds=60)).isoformat(),
            "cameras": cameras if alive else [],
        }
        return json.dumps(message).encode()

    async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
        first = await next_of(line, "cameras")
        assert {one["state"] for one in first["data"]} == {"unknown"}
        town.centre.board.take(topic, health(True))
        changed = await next_of(line, "cameras")
        assert [(one["id"], one["state"]) for one in changed["data"]] == [(camera, "online")]
        assert (await next_of(line, "shard"))["data"]["alive"] is True
        town.centre.board.take(topic, health(False))
        heard = [await next_of(line, "cameras", "shard") for _ in range(2)]
        by_type = {message["type"]: message["data"] for message in heard}
        assert by_type["cameras"][0]["state"] == "unknown"
        assert by_type["shard"]["alive"] is False


async def test_signing_out_ends_the_line(town: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("command_center.api.feed_socket.TICK_S", 0.05)
    monkeypatch.setattr("command_center.api.feed_socket.POLL_S", 0.05)
    async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
        await next_of(line, "tick")
        await api.delete("/api/v1/session")
        with pytest.raises(ConnectionClosed):
            await next_of(line, "never")
        assert line.close_code == 4401
