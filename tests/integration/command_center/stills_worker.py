"""A worker with real lines to its centres and broker, on made-up frames; to be killed.

Usage: ``stills_worker FOLDER CENTRE…``; the rest comes by the environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from random import SystemRandom

from ingest.worker.links import Links
from ingest.worker.open_links import open_links
from ingest.worker.options import WorkerOptions
from ingest.worker.parts import WorkerParts
from ingest.worker.worker import Worker
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from tests.integration.worker.worker_child import Decoder, Frames, make_watch


async def work(folder: Path, centres: tuple[str, ...]) -> None:
    """Run until killed."""
    options = WorkerOptions(
        centres=centres,
        registry=None,
        node="demo",
        shard="shard-1",
        county="370499",
        town="101",
        state=folder,
        detectors="none",
        model=None,
        sample_every_s=0,
        seconds=0,
        stats=None,
        decode_threads=1,
        detect_threads=1,
    )
    clock = SystemClock()
    outbox = await Outbox.open(folder / "shard-1.sqlite", clock)
    async with AsyncExitStack() as stack:
        links = await open_links(options, os.environ, stack, clock)
        assert isinstance(links, Links)
        parts = WorkerParts(clock, SystemRandom(), outbox, Frames(), Decoder(), make_watch)
        worker = Worker(
            options.settings(1), parts, links, lambda streams: print("ready", streams, flush=True)
        )
        await worker.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), tuple(sys.argv[2:])))
