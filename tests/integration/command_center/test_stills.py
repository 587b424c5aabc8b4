"""Stills: for leased cameras, to who may see them, in memory alone."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from command_center.store.audit_row import AuditRow
from ingest.centre_client.stills_line import StillsLine
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.errors import BadInput, Refused, TryAgain
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import JPEG, NODE_TOKEN, House, house, until
from tests.integration.command_center.worker import Worker

A, B, FOREIGN = "37049901001326000001", "37049901001326000002", "37049901001326000005"
CAPTURED_AT = "2026-06-01T08:00:00.500000Z"


@asynccontextmanager
async def node_line(town: House) -> AsyncIterator[StillsLine]:
    async with StillsLine(town.url, NODE_TOKEN, SystemClock()) as line:
        yield line


async def put(line: StillsLine, camera: str, content: bytes = JPEG) -> bool:
    return await line.put_still(
        camera, content, datetime.fromisoformat(CAPTURED_AT), TimeSource.ARRIVAL
    )


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
    async with town.signed_in() as api, node_line(town) as node:
        assert not await put(node, A)
        async with town.socket(api, "/api/v1/stills") as line:
            await ask(line, A)
            await until(lambda: town.centre.stills.wanted() == {A: 1.0})
            assert await put(node, A)
            header, jpeg = await still(line)
            assert header == {
                "camera": A,
                "captured_at": CAPTURED_AT,
                "time_source": "arrival",
                "sequence": 1,
            }
            assert jpeg == JPEG
            assert not await put(node, B)
            with pytest.raises(BadInput, match="not a JPEG"):
                await put(node, A, b"GIF89a")
            assert await put(node, A), "the line goes on"

            await line.send("rubbish")
            await line.send(json.dumps({"cameras": [A] * 501}))
            await ask(line, B)
            await until(lambda: town.centre.stills.wanted() == {B: 1.0})
            assert not await put(node, A)
        await until(lambda: not town.centre.stills.wanted())


async def test_cameras_of_other_regions_and_unknown_ones_are_passed_over(town: House) -> None:
    await town.add_user("village", "370499101201")
    async with (
        town.signed_in("village") as api,
        node_line(town) as node,
        town.socket(api, "/api/v1/stills") as line,
    ):
        await ask(line, A, FOREIGN, "99999999999999999999", "../x")
        await until(lambda: town.centre.stills.wanted() == {A: 1.0})
        assert not await put(node, FOREIGN)


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


@pytest.mark.parametrize("message", ["text", b"", b"\x00\x00\x00\x7fno", b"\x00\x00\x00\x02{}"])
async def test_what_cannot_be_read_ends_the_nodes_line(town: House, message: str | bytes) -> None:
    async with town.node_socket("/api/v1/node/stills") as line:
        await line.send(message)
        async with asyncio.timeout(20):
            await line.wait_closed()
        assert line.close_code == 1003


async def test_a_token_that_was_taken_back_ends_the_nodes_line(town: House) -> None:
    async with node_line(town) as node:
        assert not await put(node, A)
        await town.centre.nodes.register("demo", "another-token-0123456789")
        with pytest.raises((TryAgain, Refused)):
            await put(node, A)
        with pytest.raises(Refused):
            await put(node, A)


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
