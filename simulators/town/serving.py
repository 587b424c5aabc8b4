"""Prepare a town, serve it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random, SystemRandom
from threading import Event

from sharp_eyes.clock import SystemClock
from simulators.onvif.onvif_server import OnvifServer
from simulators.onvif.town_devices import town_devices
from simulators.rtsp_server import DigestAuth, PreparedClip
from simulators.town.preparation import Preparation
from simulators.town.simulated_town import SimulatedTown
from simulators.town.town_camera import TownCamera
from simulators.trouble.fault_event import FaultEvent
from simulators.trouble.fault_maker import FaultMaker
from simulators.trouble.other_clips import make_other_clips
from simulators.trouble.timetable import Timetable


async def serve_town(
    preparation: Preparation,
    *,
    port: int,
    credentials: tuple[str, str] | None,
    seconds: float | None,
    truth: Path | None,
    announce: Callable[[str], None],
    events: Sequence[FaultEvent] = (),
    onvif_port: int | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM or the end of the time.

    Args:
        preparation: Makes the clips, in a thread.
        port: RTSP port, 0 for a free one.
        credentials: User and password, None for open access.
        seconds: How long to serve, None for ever.
        truth: File to write the timetables to.
        announce: Gets the line that says it is up.
        events: What goes wrong, and when.
        onvif_port: Where the cameras answer ONVIF; 0 for a free port, None for nowhere.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    stop = Event()

    def end() -> None:
        stop.set()
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    prepared = await _prepared(preparation, {event.kind for event in events}, stop, ended)
    if prepared is None:
        return
    cameras, others = prepared
    clock = SystemClock()
    auth = None
    if credentials is not None:
        auth = DigestAuth(credentials[0], credentials[1], clock.monotonic_s)
    async with (
        SimulatedTown(cameras, clock, random=SystemRandom(), port=port, auth=auth) as town,
        contextlib.AsyncExitStack() as rooms,
    ):
        if truth is not None:
            replace(town.truth(), faults=tuple(events)).write(truth)
        if onvif_port is not None:
            names = {one.id: one.name for one in preparation.registry.cameras}
            devices = town_devices(cameras, town, names)
            server = OnvifServer(devices, clock, credentials, port=onvif_port)
            await rooms.enter_async_context(server)
            announce(f"onvif 127.0.0.1:{server.port}")
        announce(f"ready rtsp://127.0.0.1:{town.port} cameras {len(cameras)}")
        maker = FaultMaker(Random(1), clock.monotonic_s, others)
        trouble = asyncio.create_task(
            Timetable(events, maker, town.set_fault).run(), name="timetable"
        )
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await ended.wait()
        finally:
            trouble.cancel()
            await asyncio.gather(trouble, return_exceptions=True)


async def _prepared(
    preparation: Preparation, kinds: Collection[str], stop: Event, ended: asyncio.Event
) -> tuple[list[TownCamera], dict[str, PreparedClip]] | None:
    """Return the cameras and the faults' clips, or None when it was told to end meanwhile."""

    def run() -> tuple[list[TownCamera], dict[str, PreparedClip]]:
        cameras = preparation.run(stop)
        others = make_other_clips(
            kinds, "h264", preparation.encoding, preparation.cache, preparation.report, stop
        )
        return cameras, others

    making = asyncio.create_task(asyncio.to_thread(run), name="preparation")
    waiting = asyncio.create_task(ended.wait(), name="told-to-end")
    try:
        await asyncio.wait({making, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.is_set():
            return making.result()
    finally:
        stop.set()
        waiting.cancel()
        # The thread notices ``stop`` within its polling period and ends its processes.
        await asyncio.gather(making, waiting, return_exceptions=True)
    return None
