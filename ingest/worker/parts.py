"""What a worker is put together from; tests put in their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ingest.worker.camera_watch import WatchFactory
from ingest.worker.clips.clip_parts import ClipParts
from ingest.worker.frame_source import FrameDecoder, FrameSource
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.outbox import Outbox


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """A worker's parts.

    Attributes:
        clock: Time.
        random: Jitter and ids; ``random.SystemRandom()`` in production.
        outbox: Opened; whoever opened it closes it.
        frames: Where frames come from; the worker starts and closes it.
        decoder: Decodes; the worker closes it.
        watches: Makes detectors.
        clips: How clips are made; none where they are not.
        root_pid: Where the process tree begins that statistics measure; none for this process.
    """

    clock: Clock
    random: Random
    outbox: Outbox
    frames: FrameSource
    decoder: FrameDecoder
    watches: WatchFactory
    clips: ClipParts | None = None
    root_pid: int | None = None
