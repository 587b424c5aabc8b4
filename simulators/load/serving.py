"""Prepare a load source, serve it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from threading import Event

from sharp_eyes.clock import SystemClock
from simulators.clips.clip import Clip
from simulators.clips.clip_source import ClipSource
from simulators.clips.workshop import Order, Report, Workshop
from simulators.load.load_source import LoadSource
from simulators.load.noise_source import ENCODING, NoiseSource
from simulators.load.process_usage import raise_descriptor_limit
from simulators.rtsp_server import DigestAuth, PreparedClip
from simulators.rtsp_server.nal import Codec
from simulators.trouble.fault_event import FaultEvent
from simulators.trouble.fault_maker import FaultMaker
from simulators.trouble.other_clips import make_other_clips
from simulators.trouble.timetable import Timetable

STATISTICS_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What a load source is to be.

    Attributes:
        cameras: How many.
        codec: Of all of them.
        cache: Cache folder.
        port: RTSP port, 0 for a free one.
        credentials: User and password, None for open access.
        seconds: How long to serve, None for ever.
        registry: File to write a camera registry to.
        statistics: File to write the process's statistics to.
        truth: File to write the timetables of cameras and faults to.
        events: Faults.
        show: What all of them show, H.264; none for noise with the sizes of a small camera.
    """

    cameras: int
    codec: Codec
    cache: Path
    port: int = 0
    credentials: tuple[str, str] | None = None
    seconds: float | None = None
    registry: Path | None = None
    statistics: Path | None = None
    truth: Path | None = None
    events: Sequence[FaultEvent] = ()
    show: ClipSource | None = None


async def serve_load(options: LoadOptions, report: Report, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT, SIGTERM or the end of the time.

    Args:
        options: What to serve.
        report: Told about the making of clips.
        announce: Gets the line that says it is up.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    stop = Event()

    def end() -> None:
        stop.set()
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    raise_descriptor_limit()
    making = asyncio.create_task(asyncio.to_thread(_clips, options, report, stop), name="clips")
    waiting = asyncio.create_task(ended.wait(), name="told-to-end")
    try:
        await asyncio.wait({making, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set():
            return
        clip, file, others = making.result()
    finally:
        stop.set()
        waiting.cancel()
        # The thread notices ``stop`` within its polling period and ends its processes.
        await asyncio.gather(making, waiting, return_exceptions=True)
    clock = SystemClock()
    auth = None
    if options.credentials is not None:
        auth = DigestAuth(*options.credentials, clock.monotonic_s)
    source = LoadSource(
        clip, options.cameras, clock, random=SystemRandom(), port=options.port, auth=auth
    )
    maker = FaultMaker(Random(1), clock.monotonic_s, others)
    async with source:
        # What lives now lives to the end: the collector need not walk it again and again.
        gc.freeze()
        if options.registry is not None:
            source.write_registry(options.registry, options.credentials)
        if options.truth is not None:
            source.truth(file, options.events).write(options.truth)
        beside = []
        if options.statistics is not None:
            beside.append(source.keep_statistics(options.statistics, STATISTICS_EVERY_S))
        if options.events:
            beside.append(Timetable(options.events, maker, source.set_fault).run())
        tasks = [asyncio.create_task(work) for work in beside]
        announce(f"ready rtsp://127.0.0.1:{source.server.port} cameras {options.cameras}")
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(options.seconds):
                    await ended.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _clips(
    options: LoadOptions, report: Report, stop: Event
) -> tuple[PreparedClip, Clip, dict[str, PreparedClip]]:
    workshop = Workshop(options.cache / "clips", report)
    shown = options.show if options.show is not None else NoiseSource(options.codec)
    (clip,) = workshop.make_all([Order(shown, ENCODING)], stop)
    others = make_other_clips(
        {event.kind for event in options.events},
        options.codec,
        ENCODING,
        options.cache,
        report,
        stop,
    )
    return PreparedClip.load(clip.video), clip, others
