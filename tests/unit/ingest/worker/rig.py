"""What a test needs to run whole workers on fakes, one after the other on one disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from ingest.worker.clips.clip_parts import ClipParts
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.worker import Worker
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.command import StillsLease
from sharp_eyes.processes.free_port import free_port

SETTINGS = WorkerSettings(
    node=NodeAddress("370499", "101", "n1", "s1"),
    offline_after_s=0.2,
    online_after_s=0.2,
    save_every_s=0.1,
)


class Rig:
    """Everything a test needs to run workers one after the other on one disk."""

    def __init__(self, tmp_path: Path, frames: Any, decoder: Any, watches: Any, centre: Any):
        self.path = tmp_path / "s1.sqlite"
        self.frames, self.decoder, self.watches, self.centre = frames, decoder, watches, centre
        self.random = Random(3)
        self.clips: ClipParts | None = None

    @asynccontextmanager
    async def running(self, settings: WorkerSettings = SETTINGS) -> AsyncIterator[Any]:
        """A running worker and its outbox; nobody answers at the broker's port."""
        clock = SystemClock()
        outbox = await Outbox.open(self.path, clock)
        parts = WorkerParts(
            clock, self.random, outbox, self.frames, self.decoder, self.watches, self.clips
        )
        links = Links(BrokerAddress("127.0.0.1", free_port()), self.centre, self.centre)
        ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        worker = Worker(settings, parts, links, ready.set_result)
        stop = asyncio.Event()
        task = asyncio.create_task(worker.run(stop))
        try:
            await asyncio.wait({task, asyncio.ensure_future(ready)}, return_when="FIRST_COMPLETED")
            yield worker, outbox
        finally:
            stop.set()
            await task
            await outbox.close()


async def told(outbox: Outbox) -> list[dict[str, Any]]:
    """All alerts that wait, as they would go out, in order."""
    await outbox.connection_renewed()
    rows = sorted(await outbox.take_due(1000), key=lambda row: row.row)
    return [json.loads(row.body) for row in rows]


def phases(alerts: list[dict[str, Any]]) -> list[str]:
    return [alert["data"]["phase"] for alert in alerts]


def lease(*camera_ids: str) -> StillsLease:
    """A lease for half a minute."""
    return StillsLease(
        id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        cameras=camera_ids,
        every_s=0.2,
        deadline=SystemClock().now() + timedelta(seconds=30),
    )
