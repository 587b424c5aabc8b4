"""Starts a worker's processes: guard, parts, links, signals, and a good end."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import platformdirs
import structlog
from pydantic import SecretStr

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool, Decoder
from ingest.decode.key_frame_decoder import KeyFrameDecoder
from ingest.guard.allocator import give_back_free_memory, use_one_small_heap
from ingest.guard.guard import Guard
from ingest.guard.guarded_supply import GuardedSupply
from ingest.guard.quarantine import Quarantine
from ingest.guard.worker_life import WorkerLife
from ingest.rtsp.tls_trust import TlsTrust
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.worker.camera_watch import CameraWatch, WatchFactory
from ingest.worker.clips.clip_parts import ClipParts
from ingest.worker.clips.clip_process import ClipProcess
from ingest.worker.clips.clip_settings import MIB, ClipModel, ClipSettings
from ingest.worker.link_makers import link_makers
from ingest.worker.links import Alone, Links
from ingest.worker.options import WorkerOptions
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.stats import write_stats
from ingest.worker.unwatched import unwatched
from ingest.worker.worker import Worker
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock, SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import BadInput, MissingPart
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.yaml_file import load_with_credentials

if TYPE_CHECKING:
    from detectors.crowd.people_mapper import PeopleMapper
    from detectors.models.object_model import ObjectModel
    from ingest.node_server.node_server import NodeServer
    from ingest.webrtc.whip_hub import WhipHub

_log = structlog.get_logger(__name__)

METRICS_TOKEN = "SHARP_EYES_METRICS_TOKEN"  # noqa: S105 - the name of a variable
"""Bearer token by which other machines may read /metrics."""
CAMERA_CA = "SHARP_EYES_CAMERA_CA"
"""PEM file of the certificate authorities that signed the cameras' certificates."""
CAMERA_USER = "camera"
"""User name at the cameras of a worker that runs alone."""
STATS_EVERY_S = 5.0
GIVE_BACK_EVERY_S = 10.0
"""Cameras that come and go leave holes in the heap: 5 MB of 100 cameras in a quarter of an hour."""
_LEAST_LEFT_S = 0.1
"""0 would mean for ever."""

Decoders = Callable[[Codec], Decoder]


def start_worker(options: WorkerOptions, decoders: Decoders = KeyFrameDecoder) -> None:
    """Run a worker until it is told to stop, by a signal or by ``--seconds``.

    This process becomes the guard; the worker runs in one that it forks, and again in another if
    that dies. Whoever calls this has started no thread yet, and no event loop.

    Args:
        options: What was asked for.
        decoders: Makes the decoders of key frames; tests put in their own.

    Raises:
        SharpEyesError: an option cannot be.
        SystemExit: the worker ended otherwise than well; what went wrong has been said.
    """
    settings = options.settings()
    os.umask(0o077)  # what is written here is for its owner alone
    if options.stats is not None and options.stats.is_dir():
        raise BadInput(
            Bilingual(
                f"--stats 是文件夹：{options.stats}", f"--stats is a folder: {options.stats}"
            ),
            next_step=Bilingual("请给出文件名", "name a file"),
        )
    _open_as_many_files_as_allowed()
    use_one_small_heap()
    _load_what_is_wanted(options, settings)
    clock = SystemClock()
    quarantine = Quarantine(_state_folder(options) / f"{options.shard}-quarantine.json", clock)

    def work(life: WorkerLife) -> int:
        asyncio.run(_run(options, settings, os.environ, _Life(life, quarantine, decoders)))
        return 0

    guard = Guard(work, quarantine, clock, decode_threads=settings.decode_threads)
    status = guard.run()
    if status:
        raise SystemExit(status)


def _load_what_is_wanted(options: WorkerOptions, settings: WorkerSettings) -> None:
    """Import what not every worker has a use for.

    10 MB for the centre, 5 MB for the server, 3 MB for the detectors. Where it is wanted the guard
    imports it already, or each new life would wait for it.
    """
    if options.centre is not None:
        import ingest.centre_client.client
        import sharp_eyes.dispatch.publisher  # noqa: F401
    if options.listen is not None:
        import ingest.node_server.node_server  # noqa: F401
    if settings.detecting or options.centre is not None:
        import detectors.pipeline  # noqa: F401


@dataclass(frozen=True, slots=True)
class _Life:
    """What one life of the worker has from the guard.

    Attributes:
        life: Marks, and whose it is.
        quarantine: Cameras to be decoded apart.
        decoders: Makes the decoders of key frames.
    """

    life: WorkerLife
    quarantine: Quarantine
    decoders: Decoders

    def left_s(self, seconds: float, clock: Clock) -> float | None:
        """Return how much of ``--seconds`` is left, None where it is for ever."""
        if not seconds:
            return None
        return max(_LEAST_LEFT_S, seconds - (clock.monotonic_s() - self.life.began_monotonic_s))


async def _run(
    options: WorkerOptions,
    settings: WorkerSettings,
    environment: Mapping[str, str],
    guarded: _Life,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock, random = SystemClock(), SystemRandom()
    async with AsyncExitStack() as stack:
        links = await _links(options, environment, stack)
        model = await asyncio.to_thread(_model, options, settings)
        density = await asyncio.to_thread(_density, environment, settings)
        path = _state_folder(options) / f"{settings.node.shard}.sqlite"
        outbox = await Outbox.open(path, clock)
        stack.push_async_callback(outbox.close)
        webrtc = WebRtcSettings.from_environment(environment)
        trust = _trust(environment)
        hub = None
        if options.listen is not None:
            from ingest.webrtc.whip_hub import WhipHub

            hub = WhipHub(clock, webrtc)
        frames = GuardedSupply(
            guarded.quarantine,
            clock,
            random,
            link_makers(clock, webrtc, hub, children=options.children, trust=trust),
            trust,
        )
        parts = WorkerParts(
            clock=clock,
            random=random,
            outbox=outbox,
            frames=frames,
            decoder=DecodePool(
                clock,
                threads=settings.decode_threads,
                max_waiting=4 * settings.decode_threads,
                in_flight=guarded.life.marks,
                decoders=guarded.decoders,
                quarantined=guarded.quarantine,
            ),
            watches=_watches(options, settings, model, density),
            clips=_clips(options, settings, environment),
            root_pid=guarded.life.guard_pid,
        )

        def ready(streams: int) -> None:
            guarded.life.mark_ready()
            print(f"worker ready cameras {streams}", flush=True)

        made = Worker(settings, parts, links, ready)
        if hub is not None:
            server = _node_server(options, environment, hub, made, frames)
            await stack.enter_async_context(server)
        await _until_over(made, stop, options, guarded.left_s(options.seconds, clock))


def _node_server(
    options: WorkerOptions,
    environment: Mapping[str, str],
    hub: WhipHub,
    made: Worker,
    frames: GuardedSupply,
) -> NodeServer:
    from ingest.node_server.node_server import NodeServer

    listen = options.listen_address()
    if listen is None:
        raise ValueError("a server listens somewhere")
    return NodeServer(
        listen,
        hub,
        made.metrics.render,
        frames.source,
        tls=options.tls_files(),
        metrics_token=environment.get(METRICS_TOKEN),
    )


async def _until_over(
    made: Worker, stop: asyncio.Event, options: WorkerOptions, left_s: float | None
) -> None:
    over = asyncio.Event()
    task = asyncio.create_task(made.run(over), name="worker-run")
    stopping = asyncio.create_task(stop.wait(), name="signals")
    noting = asyncio.create_task(_keep_stats(made, options.stats), name="stats")
    tidying = asyncio.create_task(_give_memory_back(), name="memory")
    try:
        await asyncio.wait(
            {task, stopping},
            timeout=left_s,
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        for one in (stopping, noting, tidying):
            one.cancel()
    if options.stats is not None and not task.done():
        # Before the end, while every camera's state is still what it was.
        await _write_stats(made, options.stats, told=False)
    over.set()
    await task


async def _give_memory_back() -> None:
    while True:
        await asyncio.sleep(GIVE_BACK_EVERY_S)
        await asyncio.to_thread(give_back_free_memory)


async def _keep_stats(made: Worker, path: Path | None) -> None:
    told = False
    while path is not None:
        await asyncio.sleep(STATS_EVERY_S)
        told = await _write_stats(made, path, told=told)


async def _write_stats(made: Worker, path: Path, *, told: bool) -> bool:
    """Write the statistics; a disk that fails costs them alone, and is said once.

    Returns:
        Whether it has been said.
    """
    try:
        write_stats(path, await asyncio.to_thread(made.stats))
    except OSError as error:
        if not told:
            _log.warning("statistics cannot be written", path=str(path), reason=str(error))
        return True
    return False


def _trust(environment: Mapping[str, str]) -> TlsTrust:
    """Read which certificate authorities are believed for cameras.

    Raises:
        BadInput: the file cannot be read, or holds none.
    """
    name = environment.get(CAMERA_CA)
    trust = TlsTrust(ca_file=Path(name) if name else None)
    try:
        trust.context()
    except OSError as error:
        raise BadInput(
            Bilingual(
                f"{CAMERA_CA} 指定的证书文件 {name} 无法使用：{error}",
                f"the certificates of {CAMERA_CA}, {name}, cannot be used: {error}",
            ),
            next_step=Bilingual("请给出 PEM 格式的 CA 证书", "name a PEM file of authorities"),
        ) from error
    return trust


def _open_as_many_files_as_allowed() -> None:
    """Raise the soft limit to the hard one: each camera is a socket, and 1,024 is usual."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _links(
    options: WorkerOptions, environment: Mapping[str, str], stack: AsyncExitStack
) -> Links | Alone:
    if options.registry is not None:
        return Alone(await asyncio.to_thread(_registry, options, environment))
    from ingest.centre_client.client import CentreClient

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
        protected_land=loaded.registry.protected_land,
        secrets=tuple(secrets),
    )


def _model(options: WorkerOptions, settings: WorkerSettings) -> ObjectModel | None:
    if not (settings.crowd or settings.construction):
        return None
    # Its runtime starts a thread and takes 20 MB as soon as it is imported: neither is for the
    # guard, nor for a worker without detectors.
    from detectors.models.loading import (
        default_model_family,
        default_model_path,
        load_model,
        packaged_model_path,
    )

    path = default_model_path(options.model)
    if path == packaged_model_path() and not path.is_file():
        _log.warning(
            "no object model: crowds are not detected and evidence is pixelated whole",
            next_step="sharp-eyes doctor",
        )
        return None
    return load_model(path, default_model_family(options.model_family))


def _watches(
    options: WorkerOptions,
    settings: WorkerSettings,
    model: ObjectModel | None,
    density: PeopleMapper | None,
) -> WatchFactory:
    if options.centre is None and not settings.detecting:
        return unwatched
    from detectors.pipeline import CameraDetectors

    def watch(
        camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> CameraWatch:
        return CameraDetectors(
            camera, permits, model, protected_land=protected_land, density=density
        )

    return watch


def _density(environment: Mapping[str, str], settings: WorkerSettings) -> PeopleMapper | None:
    named = environment.get("SHARP_EYES_DENSITY_MODEL")
    if not (named and settings.crowd):
        return None
    from detectors.crowd.density_model import DensityModel

    return DensityModel(Path(named))


def _clips(
    options: WorkerOptions, settings: WorkerSettings, environment: Mapping[str, str]
) -> ClipParts | None:
    if not options.clip_memory_mib or not settings.crowd:
        return None
    clips = ClipSettings(memory_bytes=options.clip_memory_mib * MIB)
    return ClipParts(clips, _clip_model(options), ClipProcess(clips, environment))


def _clip_model(options: WorkerOptions) -> ClipModel:
    from detectors.models.loading import default_model_family, default_model_path

    path = default_model_path(options.model)
    family = str(default_model_family(options.model_family))
    return ClipModel(path if path.is_file() else None, family)


def _state_folder(options: WorkerOptions) -> Path:
    if options.state is not None:
        return options.state
    kind = "alone" if options.registry is not None else options.node
    return platformdirs.user_state_path("sharp-eyes") / "worker" / kind
