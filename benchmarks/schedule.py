"""What the schedule and the runner cost outside of decoding.

``python -m benchmarks.schedule --cameras 440 --seconds 20`` prints processor time per look: of the
schedule alone on a test clock, and of the whole path from a key frame of a source that costs
nothing to a decoder that does nothing and back.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import av

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.health import CameraHealth
from ingest.key_frame import KeyFrame
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from ingest.worker.activity_board import ActivityBoard
from ingest.worker.frame_board import FrameBoard
from ingest.worker.look_runner import LookRunner
from ingest.worker.sample_log import SampleLog
from ingest.worker.settings import WorkerSettings
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock, SystemClock
from sharp_eyes.dispatch.topics import NodeAddress

KEY_INTERVAL_S = 2.0
TICK_S = 0.025
"""Frames come in the ticks of the reader of sockets."""


class NoDecoding:
    """Gives the same picture for every key frame."""

    def __init__(self, _codec: Codec) -> None:
        self._picture = av.VideoFrame(64, 36, "yuv420p")

    def decode(self, _key_frame: KeyFrame) -> av.VideoFrame:
        """Return it."""
        return self._picture


class Cameras:
    """Key frames of many cameras, each at its own phase."""

    def __init__(self, names: Sequence[str], random: Random) -> None:
        self._due = [(random.uniform(0, KEY_INTERVAL_S), name) for name in names]
        heapq.heapify(self._due)
        self._clock = SystemClock()
        self._made = 0

    def come(self, now_s: float) -> list[KeyFrame]:
        """Return the frames that came until now."""
        frames = []
        while self._due[0][0] <= now_s:
            due_s, name = heapq.heappop(self._due)
            heapq.heappush(self._due, (due_s + KEY_INTERVAL_S, name))
            self._made += 1
            frames.append(
                KeyFrame(
                    camera_id=name,
                    captured_at=self._clock.now(),
                    time_source=TimeSource.ARRIVAL,
                    arrived_monotonic_s=self._clock.monotonic_s(),
                    sequence=self._made,
                    codec=Codec.H264,
                    width=640,
                    height=360,
                    data=b"",
                )
            )
        return frames

    def health(self) -> Mapping[str, CameraHealth]:
        """Nobody asks."""
        return {}

    def set_cameras(self, _sources: Sequence[CameraSource]) -> None:
        """They are what they are."""


class AllKnown:
    """Stands in for the keeper: every camera is registered."""

    def get(self, camera_id: str) -> object:
        """Anything but none."""
        return camera_id


def promises_of(names: Sequence[str], every_s: float) -> list[Promise]:
    """Sampling of all cameras."""
    return [Promise(Look(name, LookKind.SAMPLE), every_s) for name in names]


def schedule_alone(names: Sequence[str], every_s: float, seconds: float) -> tuple[float, int, int]:
    """Processor seconds, frames and looks of the schedule on a test clock."""
    clock = ManualClock()
    cameras = Cameras(names, Random(1))
    schedule = LookSchedule(clock, budget_cores=2.0, places=8)
    schedule.set_promises(promises_of(names, every_s))
    cpu_s, frames, looks = 0.0, 0, 0
    while clock.monotonic_s() < seconds:
        came = [frame.camera_id for frame in cameras.come(clock.monotonic_s())]
        begun_s = time.process_time()
        for camera_id in came:
            schedule.frame_came(camera_id)
            while (look := schedule.take()) is not None:
                looks += 1
                schedule.done(look, 0.004)
        schedule.take()
        schedule.wait_s()
        cpu_s += time.process_time() - begun_s
        frames += len(came)
        clock.advance(TICK_S)
    return cpu_s, frames, looks


async def whole_path(
    names: Sequence[str], every_s: float, seconds: float, *, looking: bool
) -> tuple[float, int, float]:
    """Processor seconds of the process, looks, and the 99th percentile of waiting."""
    clock = SystemClock()
    settings = WorkerSettings(
        NodeAddress("370499", "101", "n1", "s1"),
        crowd=False,
        construction=False,
        sample_every_s=every_s,
        decode_threads=2,
    )
    schedule = LookSchedule(clock, budget_cores=settings.cores, places=settings.places)
    board, samples = FrameBoard(), SampleLog(clock)
    pool = DecodePool(clock, threads=2, decoders=NoDecoding)
    with ThreadPoolExecutor(1) as threads:
        runner = LookRunner(
            schedule,
            board,
            AllKnown(),  # type: ignore[arg-type]
            pool,
            None,
            samples,
            ActivityBoard(),
            clock,
            threads,
            settings,
            lambda _camera_id, _frames: None,
        )
        if looking:
            schedule.set_promises(promises_of(names, every_s))
        samples.expect(dict.fromkeys(names, every_s))
        running = asyncio.create_task(runner.run())
        cameras = Cameras(names, Random(1))
        began_s, began_cpu_s = time.monotonic(), time.process_time()
        while (now_s := time.monotonic() - began_s) < seconds:
            for frame in cameras.come(now_s):
                board.put(frame)
            await asyncio.sleep(TICK_S)
        cpu_s = time.process_time() - began_cpu_s
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pool.close()
    looks = sum(samples.of(name).samples for name in names)
    waits = [samples.of(name).latency.quantile(0.99) or 0.0 for name in names]
    return cpu_s, looks, max(waits, default=0.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=440)
    parser.add_argument("--every", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    names = [f"{number:020}" for number in range(asked.cameras)]
    cpu_s, frames, looks = schedule_alone(names, asked.every, asked.seconds)
    print(f"schedule alone: {frames} frames, {looks} looks, {1e6 * cpu_s / looks:.1f} µs a look")
    idle_s, _none, _wait = asyncio.run(whole_path(names, asked.every, asked.seconds, looking=False))
    cpu_s, looks, wait_s = asyncio.run(whole_path(names, asked.every, asked.seconds, looking=True))
    own_s = cpu_s - idle_s
    print(
        f"frame to decoder and back: {looks} looks, {1e6 * own_s / looks:.1f} µs a look, "
        f"{100 * own_s / asked.seconds:.2f} % of a core at {looks / asked.seconds:.0f} looks a "
        f"second; worst camera's 99 % wait {wait_s:.3f} s"
    )


if __name__ == "__main__":
    main()
