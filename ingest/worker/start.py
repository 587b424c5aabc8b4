"""Starts a worker's processes: guard, parts, links, signals, and a good end."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import platformdirs

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool, Decoder
from ingest.decode.key_frame_decoder import KeyFrameDecoder
from ingest.guard.allocator import use_one_small_heap
from ingest.guard.guard import Guard
from ingest.guard.guarded_supply import GuardedSupply
from ingest.guard.quarantine import Quarantine
from ingest.guard.worker_life import WorkerLife
from ingest.rtsp.tls_trust import TlsTrust
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.worker.detector_parts import (
    clip_parts,
    density_model,
    object_model,
    watch_factory,
    works_sight,
)
from ingest.worker.link_makers import link_makers
from ingest.worker.memory_return import give_memory_back
from ingest.worker.open_links import NODE_TOKEN, open_links
from ingest.worker.options import WorkerOptions
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.stats_keeper import keep_stats, put_stats
from ingest.worker.worker import Worker
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock, SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import BadInput

if TYPE_CHECKING:
    from ingest.node_server.node_server import NodeServer
    from ingest.webrtc.whip_hub import WhipHub

METRICS_TOKEN = "SHARP_EYES_METRICS_TOKEN"  # noqa: S105 - the name of a variable
"""Bearer token by which other machines may read /metrics."""
SWITCH_INTERVAL_S = 0.0005
"""How long a thread that wants the interpreter waits before it is asked for. A look lets go of it a
hundred times, in each call of OpenCV and of the model's runtime, and with CPython's 5 ms a detector
waited longer for the event loop than it worked."""
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
    settings = options.settings(len(os.sched_getaffinity(0)))
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
    sys.setswitchinterval(SWITCH_INTERVAL_S)
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
    if options.centres:
        import ingest.centre_client.centre_clients
        import ingest.finding.node.looking
        import sharp_eyes.dispatch.publisher  # noqa: F401
    if options.listen is not None:
        import ingest.node_server.node_server  # noqa: F401
    if settings.detecting or options.centres:
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
        links = await open_links(options, environment, stack, clock)
        if options.centres:
            from ingest.finding.node.looking import looking_for_cameras

            token = environment[NODE_TOKEN]
            await stack.enter_async_context(
                looking_for_cameras(options.centres, token, environment, clock, random)
            )
        model = await asyncio.to_thread(object_model, options, settings)
        density = await asyncio.to_thread(density_model, environment, settings)
        sight = await asyncio.to_thread(works_sight, settings)
        path = _state_folder(options) / f"{settings.node.shard}.sqlite"
        outbox = await Outbox.open(path, clock)
        stack.push_async_callback(outbox.close)
        webrtc = WebRtcSettings.from_environment(environment)
        trust = TlsTrust.from_environment(environment)
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
            watches=watch_factory(options, settings, model, density, sight),
            clips=clip_parts(options, settings, environment),
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
    noting = asyncio.create_task(keep_stats(made.stats, options.stats), name="stats")
    tidying = asyncio.create_task(give_memory_back(), name="memory")
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
        await put_stats(made.stats, options.stats, told=False)
    over.set()
    await task


def _open_as_many_files_as_allowed() -> None:
    """Raise the soft limit to the hard one: each camera is a socket, and 1,024 is usual."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _state_folder(options: WorkerOptions) -> Path:
    if options.state is not None:
        return options.state
    kind = "alone" if options.registry is not None else options.node
    return platformdirs.user_state_path("sharp-eyes") / "worker" / kind
