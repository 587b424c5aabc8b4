"""A county's cameras through the interface: pages, searches, points of a map."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import httpx
from sqlalchemy import select, update

from benchmarks.centre.intake_run import PASSWORD, centre_and_broker, process_of, processor_s
from benchmarks.registry_import import county
from command_center.store.camera_row import CameraRow
from command_center.store.database import Database, sqlite_url
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import CameraHealth, CameraState, ShardHealth
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.registry.yaml_file import dump
from tests.postgresql.server import PostgresServer

CAMERAS_A_SHARD = 300
CALLS = {
    "list, first page of 100": "cameras?limit=100",
    "list, a page in the middle": "cameras?limit=100&after=37162501001326009000",
    "list of a town": "cameras?limit=100&region=371625105000",
    "list of what is offline": "cameras?limit=100&state=offline",
    "search: part of a name": "cameras?limit=50&q=第 17",
    "search: part of an id": "cameras?limit=50&q=26012345",
    "search: a village's name": "cameras?limit=50&q=区划105205",
    "search: nothing found": "cameras?limit=50&q=没有的 摄像机",
    "map: a town's box": "map/cameras?bbox=118.0,37.0,118.1,37.1",
    "map: all of the county": "map/cameras",
    "all in one answer": "cameras",
}


@dataclass(frozen=True, slots=True)
class CallResult:
    """How one call went.

    Attributes:
        name: What was asked.
        p50_ms: Wall time, from the request to the last byte of its answer.
        p95_ms: Likewise.
        centre_ms: Processor time of the centre, the mean of a call; 10 ms steps over all calls.
        size_bytes: Of the answer.
    """

    name: str
    p50_ms: float
    p95_ms: float
    centre_ms: float
    size_bytes: int


@asynccontextmanager
async def county_centre(
    cameras: int, *, postgresql: bool
) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """Give a signed-in client of a centre that knows a county, and the centre's process id."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = None
        if postgresql:
            server = await asyncio.to_thread(PostgresServer, durable=True)
            stack.enter_context(server)
            server.create("town")
        url = server.url("town") if server else sqlite_url(folder / "centre" / "centre.sqlite")
        registry = folder / "registry.yaml"
        registry.write_text(dump(county(cameras)), encoding="utf-8")
        port = free_port()
        broker, centre = centre_and_broker(folder, url, registry, port)
        stack.push_async_callback(centre.kill)
        stack.push_async_callback(broker.kill)
        await broker.start()
        await centre.start()
        await centre.kill()
        await _spread(url, cameras)
        await centre.start()
        if broker.port is None:
            raise RuntimeError("the broker has no port")
        await _speak(url, broker.port)
        base = f"http://127.0.0.1:{port}/api/v1/"
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=base, timeout=60))
        client.headers["Sharp-Eyes-Request"] = "1"
        form = {"username": "duty", "password": PASSWORD, "purpose": "benchmark"}
        (await client.post("session", json=form)).raise_for_status()
        await _heard(client)
        yield client, process_of(centre).pid


async def _heard(client: httpx.AsyncClient) -> None:
    for _ in range(300):
        if (await client.get("cameras?limit=1&state=online")).json():
            return
        await asyncio.sleep(0.2)
    raise TimeoutError("the centre does not hear the shards")


async def county_run(client: httpx.AsyncClient, pid: int, times: int) -> Sequence[CallResult]:
    """Make each call so many times, all calls in turn, and say how they went."""
    took: dict[str, list[float]] = {name: [] for name in CALLS}
    spent = dict.fromkeys(CALLS, 0.0)
    sizes = dict.fromkeys(CALLS, 0)
    for number in range(times + 1):
        for name, path in CALLS.items():
            before_s, began_s = processor_s(pid), time.monotonic()
            answer = await client.get(path)
            took_s = time.monotonic() - began_s
            answer.raise_for_status()
            if not number:
                # Where something is prepared once.
                continue
            took[name].append(1000 * took_s)
            spent[name] += 1000 * (processor_s(pid) - before_s)
            sizes[name] = len(answer.content)
    results = []
    for name, all_ms in took.items():
        ordered = sorted(all_ms)
        results.append(
            CallResult(
                name,
                ordered[len(ordered) // 2],
                ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
                spent[name] / times,
                sizes[name],
            )
        )
    return results


async def _spread(url: str, cameras: int) -> None:
    """Give the cameras to shards as many as a county has; an import gives them to one."""
    database = Database(url)
    try:
        async with database.write() as session:
            for first in range(0, cameras, CAMERAS_A_SHARD):
                last = first + CAMERAS_A_SHARD - 1
                shard = f"shard-{first // CAMERAS_A_SHARD + 1}"
                rows = update(CameraRow).where(CameraRow.position.between(first, last))
                await session.execute(rows.values(shard=shard))
    finally:
        await database.close()


async def _speak(url: str, port: int) -> None:
    """Let each shard say how its cameras are: one in ten offline."""
    database = Database(url)
    try:
        async with database.read() as session:
            owners = (await session.execute(select(CameraRow.shard, CameraRow.id))).all()
    finally:
        await database.close()
    now = datetime.now(UTC)
    shards: dict[str, list[CameraHealth]] = {}
    for number, (shard, camera_id) in enumerate(owners):
        health = CameraHealth(
            id=camera_id,
            state=CameraState.OFFLINE if number % 10 == 0 else CameraState.ONLINE,
            since=now,
            last_frame_at=now,
            fps=25.0,
            bitrate_kbps=512.5,
            error={"zh": "口令错误", "en": "the password is refused"} if number % 10 == 0 else None,
        )
        shards.setdefault(shard, []).append(health)
    async with aiomqtt.Client("127.0.0.1", port) as client:
        for shard, cameras in shards.items():
            said = ShardHealth(
                shard=shard,
                alive=True,
                at=now,
                valid_until=now + timedelta(minutes=30),
                epoch=1,
                outbox_waiting=0,
                outbox_fill=0.0,
                dead_letters=0,
                cameras=tuple(cameras),
            )
            topic = NodeAddress("371625", "101", "demo", shard).health
            await client.publish(topic, said.model_dump_json().encode(), qos=1, retain=True)
