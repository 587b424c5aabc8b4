"""The publisher against real brokers that die, and a centre that dies."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import aiomqtt
import pytest

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker.access import centre_user, node_user
from sharp_eyes.dispatch.broker.embedded import BrokerProgram, embedded_broker
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.publisher import Publisher
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.command import StillsLease
from sharp_eyes.node.health import CameraHealth, CameraState, ShardHealth
from sharp_eyes.node.shard_registry import RevisionNotice
from sharp_eyes.processes.child import Child
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.processes.supervisor import Supervisor
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams

PROGRAMS = [
    pytest.param(BrokerProgram.MOSQUITTO, marks=pytest.mark.needs_mosquitto),
    BrokerProgram.AMQTT,
]
NODE = NodeAddress("370499", "101", "n1", "s1")
CAMERA = Camera(
    id="37049901001326000002",
    name="广场",
    region="370499101201",
    streams=Streams(sub="rtsp://127.0.0.1/2"),
)


@dataclass
class Worker:
    """A listener that remembers what it was told."""

    epoch: int = 3
    state: CameraState = CameraState.ONLINE
    leases: list[StillsLease] = field(default_factory=list)
    notices: list[RevisionNotice] = field(default_factory=list)

    def camera_health(self) -> Sequence[CameraHealth]:
        """One camera."""
        return [CameraHealth(id=CAMERA.id, state=self.state, since=SystemClock().now())]

    def stills_wanted(self, lease: StillsLease) -> None:
        """Remember."""
        self.leases.append(lease)

    def registry_noticed(self, notice: RevisionNotice) -> None:
        """Remember."""
        self.notices.append(notice)


@dataclass
class Town:
    """A broker, and addresses of a node's and the centre's user."""

    supervisor: Supervisor
    port: int
    tmp_path: Path

    def address(self, user: str = "node-n1", password: str = "node-secret") -> BrokerAddress:
        """Where the broker is."""
        return BrokerAddress("127.0.0.1", self.port, user, password)

    def centre(self) -> aiomqtt.Client:
        """A client that plays the centre."""
        return aiomqtt.Client(
            "127.0.0.1", self.port, username="centre", password="centre-secret", timeout=5
        )

    async def start_centre(self, here: Path, env: dict[str, str]) -> None:
        """Start the centre that can be killed."""
        url = self.address("centre", "centre-secret").url()
        await self.supervisor.start(
            Child(
                "centre",
                (sys.executable, str(here / "centre_child.py"), str(self.tmp_path / "centre.db")),
                env={**env, "SHARP_EYES_BROKER_URL": url},
                ready="ready",
            )
        )

    async def kill(self, name: str) -> None:
        """kill -9; the supervisor starts it again."""
        pid = self.supervisor.pid(name)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

        async def back() -> bool:
            return self.supervisor.pid(name) not in (None, pid)

        await until(back)

    def stored(self) -> dict[str, int]:
        """Alert id → how often it came."""
        with sqlite3.connect(self.tmp_path / "centre.db") as reader:
            return dict(reader.execute("SELECT id, times FROM alert"))


@asynccontextmanager
async def town(program: BrokerProgram, tmp_path: Path) -> AsyncIterator[Town]:
    """A running broker."""
    port = free_port()
    users = [centre_user("centre-secret"), node_user("n1", "node-secret")]
    async with Supervisor(SystemClock(), tmp_path / "logs") as supervisor:
        await supervisor.start(embedded_broker(tmp_path / "broker", port, users, program))
        yield Town(supervisor, port, tmp_path)


@asynccontextmanager
async def publisher(
    outbox: Outbox, place: Town, worker: Worker | None = None
) -> AsyncIterator[Publisher]:
    """A publisher at work."""
    made = Publisher(place.address(), NODE, outbox, worker or Worker(), SystemClock(), Random(5))
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    """An outbox on disk."""
    made = await Outbox.open(tmp_path / "s1.sqlite", SystemClock())
    yield made
    await made.close()


def minted(zone: str) -> tuple[Incident, Alert]:
    """A new incident."""
    clock = SystemClock()
    reading = Reading(
        clock.now(),
        TimeSource.ARRIVAL,
        clock.now(),
        Severity.MINOR,
        Measurement(quantity="people", value=12, unit="people", limit=10),
        ModelName(name="none", version="1", threshold=0.5),
    )
    key = IncidentKey(CAMERA.id, IncidentKind.CROWD, zone)
    return AlertMinter(UlidSource(clock, Random()), NODE.source, 3).open(CAMERA, key, reading)


async def until(condition: Callable[[], Awaitable[bool]], limit_s: float = 40) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(limit_s):
        while not await condition():
            await asyncio.sleep(0.02)


async def next_json(messages: AsyncIterator[aiomqtt.Message], topic: str) -> bytes:
    """The next message of a topic."""
    async with asyncio.timeout(20):
        async for message in messages:
            if message.topic.value == topic:
                return message.payload
    raise AssertionError("the messages ended")


@pytest.mark.parametrize("program", PROGRAMS)
async def test_nothing_is_lost_when_broker_and_centre_are_killed_while_alerts_flow(
    program: BrokerProgram,
    tmp_path: Path,
    outbox: Outbox,
    here: Path,
    child_env: dict[str, str],
) -> None:
    recorded: set[str] = set()
    async with town(program, tmp_path) as place, publisher(outbox, place):
        await place.start_centre(here, child_env)
        for number in range(240):
            incident, alert = minted(f"z{number}")
            await outbox.record(incident, alert)
            recorded.add(alert.id)
            if number in (60, 180):
                await place.kill("centre")
            if number in (90, 150):
                await place.kill("broker")

        async def all_answered() -> bool:
            return outbox.figures.waiting == 0

        await until(all_answered)
        assert recorded == set(place.stored())
    assert outbox.figures.dead_letters == 0


@pytest.mark.needs_mosquitto
async def test_what_the_centre_refuses_becomes_a_dead_letter_and_the_rest_goes_on(
    tmp_path: Path, outbox: Outbox, here: Path, child_env: dict[str, str]
) -> None:
    async with town(BrokerProgram.MOSQUITTO, tmp_path) as place, publisher(outbox, place):
        await place.start_centre(here, child_env)
        await outbox.record(*minted("refused"))
        incident, alert = minted("taken")
        await outbox.record(incident, alert)

        async def all_answered() -> bool:
            return outbox.figures.waiting == 0

        await until(all_answered)
        assert set(place.stored()) == {alert.id}
    assert outbox.figures.dead_letters == 1


@pytest.mark.parametrize("program", PROGRAMS)
async def test_health_tells_each_change_of_state_and_a_goodbye_at_the_end(
    program: BrokerProgram, tmp_path: Path, outbox: Outbox
) -> None:
    worker = Worker()
    async with town(program, tmp_path) as place, place.centre() as centre:
        await centre.subscribe("sharp-eyes/v1/#", qos=1)
        messages = aiter(centre.messages)
        async with publisher(outbox, place, worker) as made:
            first = ShardHealth.model_validate_json(await next_json(messages, NODE.health))
            assert (first.alive, first.epoch) == (True, 3)
            assert first.valid_until - first.at == timedelta(seconds=15)
            assert [one.state for one in first.cameras] == [CameraState.ONLINE]
            worker.state = CameraState.OFFLINE
            made.health_changed()
            second = ShardHealth.model_validate_json(await next_json(messages, NODE.health))
            assert [one.state for one in second.cameras] == [CameraState.OFFLINE]
            # Less than the time between two regular ones: the change itself sent it.
            assert second.at - first.at < timedelta(seconds=4)
        goodbye = ShardHealth.model_validate_json(await next_json(messages, NODE.health))
        assert not goodbye.alive


@pytest.mark.parametrize("program", PROGRAMS)
async def test_leases_and_revisions_reach_the_worker_and_nonsense_harms_nothing(
    program: BrokerProgram, tmp_path: Path, outbox: Outbox
) -> None:
    worker = Worker()
    lease = StillsLease(
        id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        cameras=(CAMERA.id,),
        deadline=SystemClock().now() + timedelta(seconds=30),
    )
    async with town(program, tmp_path) as place, place.centre() as centre:
        await centre.publish(NODE.registry, b'{"revision": 5}', qos=1, retain=True)
        async with publisher(outbox, place, worker):

            async def noticed() -> bool:
                return worker.notices == [RevisionNotice(revision=5)]

            await until(noticed)
            for nonsense in (b"", b"{", b"[]", b'{"stored": ["short"]}', b"\xff" * 2000):
                for topic in (NODE.acks, NODE.commands, NODE.registry):
                    await centre.publish(topic, nonsense, qos=1)
            await centre.publish(NODE.commands, lease.model_dump_json(), qos=1)

            async def leased() -> bool:
                return worker.leases == [lease]

            await until(leased)
