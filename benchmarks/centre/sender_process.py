"""Shards that tell alerts as fast as they are taken: outbox and publisher as in the worker.

Usage: ``python -m benchmarks.centre.sender_process FOLDER KIND ALERTS SHARD [SHARD ...]``; prints
one line of JSON when all is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

from benchmarks.centre.plan import Step, flood, sustained
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.publisher import Publisher
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.command import StillsLease
from sharp_eyes.node.health import CameraHealth
from sharp_eyes.node.shard_registry import RevisionNotice
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams

CLOCK = SystemClock()
CAMERAS = 500
CAMERAS_A_VILLAGE = 20
AT_ONCE = 100
"""Cameras that have something to say at one time: each waits until it is recorded before it says
the next, none waits for another. A town that loses its network brings 440 at once."""

MOST_WAITING = 400
"""Recording waits while so many are not answered, so that with those that are being recorded no
more wait than may be in flight, and none is merged away before it is sent. A flood does not wait.
"""


class Listener:
    """A worker without cameras."""

    epoch = 1

    def camera_health(self) -> Sequence[CameraHealth]:
        """None."""
        return ()

    def stills_wanted(self, lease: StillsLease) -> None:
        """Nothing to show."""

    def registry_noticed(self, notice: RevisionNotice) -> None:
        """Nothing to fetch."""


class Shard:
    """One shard's outbox, publisher and story."""

    def __init__(self, outbox: Outbox, name: str, number: int) -> None:
        self.outbox = outbox
        self.recorded = 0
        node = NodeAddress("370499", "101", "demo", name)
        random = SystemRandom()
        self._minter = AlertMinter(UlidSource(CLOCK, random), node.source, 1)
        address = BrokerAddress.parse(os.environ["SHARP_EYES_BROKER_URL"])
        self.publisher = Publisher(address, node, outbox, Listener(), CLOCK, random)
        self._cameras = [
            Camera(
                id=f"37049901001326{number * CAMERAS + one:06d}",
                name="广场",
                region=f"370499101{201 + one // CAMERAS_A_VILLAGE}",
                streams=Streams(sub="rtsp://127.0.0.1:1/x"),
            )
            for one in range(CAMERAS)
        ]
        self._incidents: dict[int, Incident] = {}

    async def tell(self, steps: Iterator[Step], most_waiting: float) -> None:
        """Record what each camera has to say, of many cameras at one time."""
        lanes: list[list[Step]] = [[] for _ in range(AT_ONCE)]
        for step in steps:
            lanes[step.incident % AT_ONCE].append(step)
        room = asyncio.Event()
        gate = asyncio.create_task(self._keep_gate(room, most_waiting))
        try:
            await asyncio.gather(*(self._tell_all(lane, room) for lane in lanes))
        finally:
            gate.cancel()

    async def _keep_gate(self, room: asyncio.Event, most_waiting: float) -> None:
        while True:
            (room.set if self.outbox.figures.waiting < most_waiting else room.clear)()
            await asyncio.sleep(0.005)

    async def _tell_all(self, steps: Sequence[Step], room: asyncio.Event) -> None:
        for step in steps:
            await room.wait()
            await self._tell(step)

    async def _tell(self, step: Step) -> None:
        camera = self._cameras[step.incident % CAMERAS]
        now = CLOCK.now()
        reading = Reading(
            captured_at=now,
            time_source=TimeSource.ARRIVAL,
            decoded_at=now,
            severity=Severity.MINOR,
            measurement=Measurement(quantity="people", value=step.value, unit="people", limit=10),
            model=ModelName(name="nanodet-g", version="1", threshold=0.4),
        )
        if step.phase is Phase.NEW:
            zone = f"z{step.incident // CAMERAS}"
            key = IncidentKey(camera.id, IncidentKind.CROWD, zone)
            incident, alert = self._minter.open(camera, key, reading)
        else:
            end = EndReason.CLEARED if step.phase is Phase.END else None
            before = self._incidents.pop(step.incident)
            incident, alert = self._minter.follow(before, camera, reading, end)
        if step.phase is not Phase.END:
            self._incidents[step.incident] = replace(incident)
        await self.outbox.record(incident, alert)
        self.recorded += 1

    async def drained(self) -> None:
        """Wait until everything is acknowledged."""
        await _until(lambda: self.outbox.figures.waiting == 0)


async def _until(condition: Callable[[], bool]) -> None:
    for _ in iter(condition, True):
        await asyncio.sleep(0.005)


async def send(folder: Path, kind: str, alerts: int, names: Sequence[str]) -> None:
    """Send, and say how it went."""
    shards = [
        Shard(await Outbox.open(folder / f"{name}.sqlite", CLOCK), name, int(name.split("-")[1]))
        for name in names
    ]
    share = alerts // len(shards)
    publishing = [asyncio.create_task(one.publisher.run()) for one in shards]
    await _until(lambda: all(one.publisher.connected for one in shards))
    print("sender ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    began_s, cpu_s = time.monotonic(), time.process_time()
    plan = flood if kind == "flood" else sustained
    most = float("inf") if kind == "flood" else MOST_WAITING
    await asyncio.gather(*(one.tell(plan(share), most) for one in shards))
    recorded_s = time.monotonic() - began_s
    await asyncio.gather(*(one.drained() for one in shards))
    said = {
        "recorded": sum(one.recorded for one in shards),
        "recording_s": recorded_s,
        "seconds": time.monotonic() - began_s,
        "cpu_s": time.process_time() - cpu_s,
        "dead_letters": sum(one.outbox.figures.dead_letters for one in shards),
    }
    for task in publishing:
        task.cancel()
    await asyncio.gather(*publishing, return_exceptions=True)
    for one in shards:
        await one.outbox.close()
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:]))
