"""Runs the town's processes, kills them at random moments, and counts."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.lossless.account import Account, account, settled
from benchmarks.lossless.kill_points import VARIABLE
from benchmarks.lossless.part import Part
from benchmarks.lossless.places import CENTRE_PLACES, WORKER_PLACES
from benchmarks.lossless.scene_clock import SceneClock
from benchmarks.lossless.scene_truth import LIMIT_PEOPLE, SceneTruth
from command_center.store.database import sqlite_url
from sharp_eyes.dispatch.broker.access import centre_user, node_user
from sharp_eyes.dispatch.broker.embedded import best_program, embedded_broker
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox_look import look_at
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.processes.free_port import free_port
from tests.postgresql.server import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
PLACE_WITHIN_S = 6.0
DRAIN_WITHIN_S = 1800.0


@dataclass(frozen=True, slots=True)
class StageSettings:
    """What is played.

    Attributes:
        seconds: How long there are kills, wall time.
        seed: Of everything.
        cameras: Simulated cameras.
        zones: Of each.
        postgresql: Whether the database is PostgreSQL, with two centres beside each other; else
            SQLite with one.
        pause_s: Shortest and longest time between two kills.
    """

    seconds: float
    seed: int = 1
    cameras: int = 30
    zones: int = 4
    postgresql: bool = False
    pause_s: tuple[float, float] = (0.3, 3.0)


@dataclass
class Stage:
    """One run.

    Args:
        settings: What is played.
        folder: For everything that is written.

    Attributes:
        kills: Kill → how often it was done.
        fell: Process → how often it ended by itself, which none should.
    """

    settings: StageSettings
    folder: Path
    kills: Counter[str] = field(default_factory=Counter)
    fell: Counter[str] = field(default_factory=Counter)

    async def run(self) -> Account:
        """Play it and count."""
        settings = self.settings
        async with AsyncExitStack() as stack:
            server = None
            if settings.postgresql:
                server = await asyncio.to_thread(PostgresServer, durable=True)
                stack.enter_context(server)
                server.create("town")
            self._url = server.url("town") if server else sqlite_url(self._state / "centre.sqlite")
            self._truth = SceneTruth(settings.seed, settings.cameras, settings.zones)
            self._scene = SceneClock(self.folder / "scene", settings.cameras)
            parts = self._parts()
            stack.push_async_callback(_end, parts)
            for part in parts:
                await part.start()
            ticking = asyncio.create_task(self._tick())
            stack.push_async_callback(_cancel, ticking)
            await self._kill_for(parts, server)
            return await self._count(parts)

    @property
    def _state(self) -> Path:
        return self.folder / "centre"

    def _parts(self) -> list[Part]:
        settings, folder = self.settings, self.folder
        registry = folder / "registry.yaml"
        registry.write_text(_registry(self._truth), encoding="utf-8")
        self._state.mkdir(mode=0o700, exist_ok=True)
        broker_port = free_port()
        users = [centre_user("centre-secret"), node_user("demo", "node-secret")]
        child = embedded_broker(folder / "broker", broker_port, users, best_program())
        python = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        parts = [Part("broker", child.argv, child.env, folder / "broker.log", port=broker_port)]
        centre_env = python | {
            "SHARP_EYES_BROKER_URL": _broker(broker_port, "centre", "centre-secret"),
            "SHARP_EYES_NODE_TOKEN": "node-token",
            "SHARP_EYES_ADMIN_PASSWORD": "not a secret, 1",
            "SHARP_EYES_DATABASE_URL": self._url,
        }
        ports = []
        for number in range(2 if settings.postgresql else 1):
            ports.append(free_port())
            point = folder / f"centre-{number}.point"
            parts.append(
                Part(
                    f"centre {number + 1}",
                    (
                        *(sys.executable, "-m", "benchmarks.lossless.centre_process"),
                        *("--port", str(ports[-1]), "--state", str(self._state)),
                        *("--registry", str(registry)),
                    ),
                    centre_env | {VARIABLE: str(point)},
                    folder / f"centre-{number + 1}.log",
                    ready="centre ready",
                    places=CENTRE_PLACES,
                    point=point,
                )
            )
        point = folder / "worker.point"
        truth = self._truth
        parts.append(
            Part(
                "worker",
                (
                    *(sys.executable, "-m", "benchmarks.lossless.worker_process", str(folder)),
                    *(str(truth.seed), str(truth.cameras), str(truth.zones)),
                    f"http://127.0.0.1:{ports[0]}",
                ),
                python
                | {
                    VARIABLE: str(point),
                    "SHARP_EYES_BROKER_URL": _broker(broker_port, "node-demo", "node-secret"),
                    "SHARP_EYES_NODE_TOKEN": "node-token",
                },
                folder / "worker.log",
                ready="worker ready",
                places=WORKER_PLACES,
                point=point,
            )
        )
        return parts

    async def _tick(self) -> None:
        """Let time pass for the scene, as far as there is somebody who looks."""
        last_s = time.monotonic()
        while True:
            await asyncio.sleep(0.05)
            now_s = time.monotonic()
            self._scene.let_pass(now_s - last_s)
            last_s = now_s

    async def _kill_for(self, parts: list[Part], server: PostgresServer | None) -> None:
        """Kill one after the other; each comes back by itself while the next is chosen."""
        random = Random(self.settings.seed)
        ends_s = time.monotonic() + self.settings.seconds
        coming: dict[str, asyncio.Task[None]] = {}
        names = [part.name for part in parts] + (["database"] if server else [])
        # The worker has the most places to die at.
        weights = [3 if name == "worker" else 1 if name == "broker" else 2 for name in names]
        try:
            while time.monotonic() < ends_s:
                await asyncio.sleep(random.uniform(*self.settings.pause_s))
                self._notice_falls(parts, coming)
                name = random.choices(names, weights)[0]
                if name in coming and not coming[name].done():
                    continue  # it is not back yet
                away_s = random.choice((0.0, 0.2, random.uniform(0.0, 4.0)))
                if name == "database" and server is not None:
                    await asyncio.to_thread(server.kill)
                    self.kills["database"] += 1
                    coming[name] = asyncio.create_task(_start_server(server, away_s))
                    continue
                part = next(one for one in parts if one.name == name)
                place = random.choice((*part.places, "")) if part.places else ""
                if place and await part.kill_at(place, PLACE_WITHIN_S):
                    self.kills[f"{name.split()[0]}, {place}"] += 1
                else:
                    await part.kill()
                    self.kills[f"{name.split()[0]}, anywhere"] += 1
                coming[name] = asyncio.create_task(_start_again(part, away_s))
        finally:
            await asyncio.gather(*coming.values())

    def _notice_falls(self, parts: list[Part], coming: dict[str, asyncio.Task[None]]) -> None:
        for part in parts:
            busy = part.name in coming and not coming[part.name].done()
            if not busy and part.has_ended:
                self.fell[part.name] += 1
                coming[part.name] = asyncio.create_task(_start_again(part, 0.0))

    async def _count(self, parts: list[Part]) -> Account:
        """Let all that has begun end and arrive, and compare."""
        deadline_s = time.monotonic() + DRAIN_WITHIN_S
        came = self._truth.generated(self._scene.end())
        over_s = max(came.values(), default=0.0)
        while time.monotonic() < deadline_s:
            await asyncio.sleep(0.1)
            if self._scene.scene_s > over_s:
                break
        generated = set(came)
        await settled(self._url, len(generated), deadline_s - time.monotonic())
        while time.monotonic() < deadline_s:
            try:
                seen = await asyncio.to_thread(look_at, self.folder / "shard-1.sqlite")
            except SharpEyesError:
                continue  # the worker is writing
            if seen.waiting == 0 and seen.pictures == 0:
                break
            await asyncio.sleep(0.2)
        return await account(self._url, generated)


async def _start_again(part: Part, away_s: float) -> None:
    await asyncio.sleep(away_s)
    await part.start()


async def _start_server(server: PostgresServer, away_s: float) -> None:
    await asyncio.sleep(away_s)
    await asyncio.to_thread(server.start)


async def _end(parts: list[Part]) -> None:
    for part in reversed(parts):
        await part.kill()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _broker(port: int, user: str, password: str) -> str:
    return BrokerAddress("127.0.0.1", port, user, password).url()


def _registry(truth: SceneTruth) -> str:
    """Return the cameras as a registry file."""
    zones = ", ".join(
        f"{{id: {zone}, limits: {{kind: crowd, people: {LIMIT_PEOPLE}}}}}"
        for zone in truth.zone_ids()
    )
    lines = [
        "version: 1",
        "regions:",
        '  - {code: "370499000000", name: 示范区}',
        '  - {code: "370499101000", name: 晨光镇}',
        '  - {code: "370499101201", name: 东溪村}',
        "cameras:",
    ]
    for camera_id in truth.camera_ids():
        lines += [
            f'  - id: "{camera_id}"',
            "    name: 广场",
            '    region: "370499101201"',
            "    place_type: square",
            "    streams: {sub: 'rtsp://127.0.0.1:1/x'}",
            f"    analytics: {{crowd_every_s: 0.5, zones: [{zones}]}}",
        ]
    return "\n".join(lines) + "\n"
