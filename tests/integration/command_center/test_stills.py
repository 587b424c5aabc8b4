"""Stills: for leased cameras, to who may see them, in memory alone."""

from __future__ import annotations

import asyncio
import json
import struct
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from command_center.store.audit_row import AuditRow
from sharp_eyes.dispatch.broker_address import BrokerAddress
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import JPEG, House, house, until
from tests.integration.command_center.worker import Worker

A, B, FOREIGN = "37049901001326000001", "37049901001326000002", "37049901001326000005"
CAPTURED_AT = "2026-06-01T08:00:00.500000Z"


async def put(node: httpx.AsyncClient, camera: str, content: bytes = JPEG) -> int:
    answer = await node.put(
        f"/cameras/{camera}/still",
        content=content,
        headers={
            "Content-Type": "image/jpeg",
            "Sharp-Eyes-Captured-At": CAPTURED_AT,
            "Sharp-Eyes-Time-Source": "arrival",
        },
    )
    return answer.status_code


async def ask(line: Any, *cameras: str) -> None:
    await line.send(json.dumps({"cameras": list(cameras), "every_s": 1.0}))


async def still(line: Any) -> tuple[dict[str, Any], bytes]:
    async with asyncio.timeout(20):
        message = await line.recv()
    length = struct.unpack(">I", message[:4])[0]
    return json.loads(message[4 : 4 + length]), message[4 + length :]


async def test_a_page_gets_the_stills_it_asked_for_and_the_node_learns_when_it_is_gone(
    town: House,
) -> None:
    async with town.signed_in() as api, town.node() as node:
        assert await put(node, A) == 410
        async with town.socket(api, "/api/v1/stills") as line:
            await ask(line, A)
            await until(lambda: town.centre.stills.wanted() == {A: 1.0})
            assert await put(node, A) == 204
            header, jpeg = await still(line)
            assert header == {
                "camera": A,
                "captured_at": CAPTURED_AT,
                "time_source": "arrival",
                "sequence": 1,
            }
            assert jpeg == JPEG
            assert await put(node, B) == 410
            assert await put(node, A, b"GIF89a") == 422

            await line.send("rubbish")
            await line.send(json.dumps({"cameras": [A] * 501}))
            await ask(line, B)
            await until(lambda: town.centre.stills.wanted() == {B: 1.0})
            assert await put(node, A) == 410
        await until(lambda: not town.centre.stills.wanted())


async def test_cameras_of_other_regions_and_unknown_ones_are_passed_over(town: House) -> None:
    await town.add_user("village", "370499101201")
    async with (
        town.signed_in("village") as api,
        town.node() as node,
        town.socket(api, "/api/v1/stills") as line,
    ):
        await ask(line, A, FOREIGN, "99999999999999999999", "../x")
        await until(lambda: town.centre.stills.wanted() == {A: 1.0})
        assert await put(node, FOREIGN) == 410


async def test_every_look_is_written_down_once_a_session_camera_and_purpose(town: House) -> None:
    async with town.signed_in() as api:
        for _ in range(3):
            async with town.socket(api, "/api/v1/stills") as line:
                await ask(line, A, B)
                await until(lambda: len(town.centre.stills.wanted()) == 2)
                await ask(line, B)
                await until(lambda: len(town.centre.stills.wanted()) == 1)
            await until(lambda: not town.centre.stills.wanted())
    async with town.centre.database.read() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.what.startswith("stills")))
        found = [(row.who, row.what, row.purpose, row.subject) for row in rows]
    assert found == [
        ("duty", "stills.opened", "duty", f"camera/{A}"),
        ("duty", "stills.opened", "duty", f"camera/{B}"),
    ]


async def test_signing_out_ends_the_pictures(town: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("command_center.api.stills_socket.LOOK_S", 0.05)
    async with town.signed_in() as api, town.socket(api, "/api/v1/stills") as line:
        await ask(line, A)
        await until(town.centre.stills.wanted)
        await api.delete("/api/v1/session")
        async with asyncio.timeout(20):
            await line.wait_closed()
        assert line.close_code == 4401
        await until(lambda: not town.centre.stills.wanted())


@pytest.mark.needs_mosquitto
async def test_the_node_is_leased_what_is_looked_at_and_told_the_revision(
    broker: Broker, tmp_path: Path
) -> None:
    address = BrokerAddress.parse(broker.url)
    async with house(tmp_path / "s", broker=address) as town, Worker(broker.port) as worker:
        async with town.node() as node:
            granted = (await node.post("/shards/shard-1/grant")).json()
        await until(lambda: worker.notices)
        assert worker.notices[-1] == {"revision": granted["revision"]}

        async with town.signed_in() as api, town.socket(api, "/api/v1/stills") as line:
            await ask(line, A, B)
            await until(lambda: worker.commands and worker.commands[-1]["cameras"] == [A, B])
        await until(lambda: worker.commands[-1]["cameras"] == [])
        assert not [one for one in worker.payloads if b"password" in one]
