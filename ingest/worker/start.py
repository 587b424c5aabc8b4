"""Starts a worker's process: parts, links, signals, and a good end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import SystemRandom

import platformdirs
import structlog
from pydantic import SecretStr

from detectors.models.loading import default_model_path, load_model
from detectors.models.object_model import ObjectModel
from detectors.pipeline import CameraDetectors
from ingest.centre_client.client import CentreClient
from ingest.decode.decode_pool import DecodePool
from ingest.supply import FrameSupply
from ingest.worker.camera_watch import CameraWatch
from ingest.worker.links import Alone, Links
from ingest.worker.options import WorkerOptions
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.stats import write_stats
from ingest.worker.worker import Worker
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import MissingPart
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.yaml_file import load_with_credentials

_log = structlog.get_logger(__name__)

CAMERA_USER = "camera"
STATS_EVERY_S = 5.0
"""User name at the cameras of a worker that runs alone."""


def start_worker(options: WorkerOptions) -> None:
    """Run a worker until it is told to stop, by a signal or by ``--seconds``.

    Raises:
        SharpEyesError: it cannot begin, or the disk fails.
    """
    settings = options.settings()
    os.umask(0o077)  # what is written here is for its owner alone
    asyncio.run(_run(options, settings, os.environ))


async def _run(
    options: WorkerOptions, settings: WorkerSettings, environment: Mapping[str, str]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock, random = SystemClock(), SystemRandom()
    async with AsyncExitStack() as stack:
        links = await _links(options, environment, stack)
        model = await asyncio.to_thread(_model, options, settings)
        path = _state_folder(options) / f"{settings.node.shard}.sqlite"
        outbox = await Outbox.open(path, clock)
        stack.push_async_callback(outbox.close)

        def watch(camera: Camera, permits: Sequence[Permit]) -> CameraWatch:
            return CameraDetectors(camera, permits, model)

        parts = WorkerParts(
            clock=clock,
            random=random,
            outbox=outbox,
            frames=FrameSupply(clock, random),
            decoder=DecodePool(clock, threads=settings.decode_threads),
            watches=watch,
        )
        made = Worker(settings, parts, links, _ready)
        await _until_over(made, stop, options)


async def _until_over(made: Worker, stop: asyncio.Event, options: WorkerOptions) -> None:
    over = asyncio.Event()
    task = asyncio.create_task(made.run(over), name="worker-run")
    stopping = asyncio.create_task(stop.wait(), name="signals")
    noting = asyncio.create_task(_keep_stats(made, options.stats), name="stats")
    try:
        await asyncio.wait(
            {task, stopping},
            timeout=options.seconds or None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        stopping.cancel()
        noting.cancel()
    if options.stats is not None and not task.done():
        # Before the end, while every camera's state is still what it was.
        write_stats(options.stats, await asyncio.to_thread(made.stats))
    over.set()
    await task


async def _keep_stats(made: Worker, path: Path | None) -> None:
    while path is not None:
        await asyncio.sleep(STATS_EVERY_S)
        write_stats(path, await asyncio.to_thread(made.stats))


def _ready(streams: int) -> None:
    print(f"worker ready cameras {streams}", flush=True)


async def _links(
    options: WorkerOptions, environment: Mapping[str, str], stack: AsyncExitStack
) -> Links | Alone:
    if options.registry is not None:
        return Alone(await asyncio.to_thread(_registry, options, environment))
    broker = BrokerAddress.parse(_needed(environment, "SHARP_EYES_BROKER_URL"))
    token = _needed(environment, "SHARP_EYES_NODE_TOKEN")
    centre = CentreClient(options.centre or "", token)
    return Links(broker, await stack.enter_async_context(centre))


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise MissingPart(
            Bilingual(f"环境变量 {name} 未设置", f"the environment variable {name} is not set"),
            next_step=Bilingual(
                "由指挥中心获取后设置，再启动", "set it to what the command centre gave you"
            ),
        )
    return value


def _registry(options: WorkerOptions, environment: Mapping[str, str]) -> ShardRegistry:
    loaded = load_with_credentials(options.registry or Path())
    found = {one.name for one in loaded.credentials}
    secrets = [
        CameraSecret(name=one.name, username=one.username, password=SecretStr(one.password))
        for one in loaded.credentials
    ]
    password = environment.get("SHARP_EYES_CAMERA_PASSWORD")
    if password:
        names = {one.credentials for one in loaded.registry.cameras if one.credentials} - found
        secrets += [
            CameraSecret(name=name, username=CAMERA_USER, password=SecretStr(password))
            for name in sorted(names)
        ]
    return ShardRegistry(
        shard=options.shard,
        epoch=0,
        revision=0,
        cameras=loaded.registry.cameras,
        permits=loaded.registry.permits,
        secrets=tuple(secrets),
    )


def _model(options: WorkerOptions, settings: WorkerSettings) -> ObjectModel | None:
    if not (settings.crowd or settings.construction):
        return None
    path = default_model_path(options.model)
    if options.model is None and not path.is_file():
        _log.warning(
            "no object model: crowds are not detected and evidence is pixelated whole",
            next_step="sharp-eyes doctor",
        )
        return None
    return load_model(path)


def _state_folder(options: WorkerOptions) -> Path:
    if options.state is not None:
        return options.state
    kind = "alone" if options.registry is not None else options.node
    return platformdirs.user_state_path("sharp-eyes") / "worker" / kind
