"""The runner alone: newest frames, lanes that are never free, what is asked for meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from ingest.key_frame import KeyFrame
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from ingest.worker.activity_board import ActivityBoard
from ingest.worker.frame_board import FrameBoard
from ingest.worker.look_runner import LookRunner
from ingest.worker.sample_log import SampleLog
from ingest.worker.settings import WorkerSettings
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.topics import NodeAddress

SETTINGS = WorkerSettings(
    NodeAddress("370499", "101", "n1", "s1"),
    crowd=False,
    construction=False,
    diagnosis=False,
    sample_every_s=1.0,
)


class Known:
    """A keeper that knows every camera."""

    def get(self, camera_id: str) -> object:
        return object()


class Bench:
    """A runner with a decoder that waits to be let on."""

    def __init__(self, decoder: Any) -> None:
        self.clock = SystemClock()
        self.schedule = LookSchedule(self.clock, budget_cores=8.0, places=SETTINGS.places)
        self.board = FrameBoard()
        self.samples = SampleLog(self.clock)
        self.inner = decoder
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = 0
        self.fetched: list[tuple[str, int]] = []

    def done(self) -> int:
        """How many frames were decoded."""
        return len(self.inner.decoded)

    async def decode(self, key_frame: KeyFrame) -> Any:
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        return await self.inner.decode(key_frame)

    async def close(self) -> None:
        """Nothing to end."""

    @asynccontextmanager
    async def running(self, promises: list[Promise]) -> AsyncIterator[None]:
        self.samples.expect({promise.look.camera_id: 1.0 for promise in promises})
        with ThreadPoolExecutor(1) as threads:
            runner = LookRunner(
                self.schedule,
                self.board,
                Known(),  # type: ignore[arg-type]
                self,
                None,
                self.samples,
                ActivityBoard(),
                self.clock,
                threads,
                SETTINGS,
                lambda camera_id, _frames: self.fetched.append((camera_id, self.done())),
            )
            self.schedule.set_promises(promises)
            task = asyncio.create_task(runner.run())
            try:
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


def sample(camera: str, every_s: float = 0.5) -> Promise:
    return Promise(Look(camera, LookKind.SAMPLE), every_s)


async def test_under_load_a_look_takes_the_newest_frame_and_nothing_piles_up(
    frames: Any, decoder: Any, until: Callable[..., Any]
) -> None:
    bench = Bench(decoder)
    names = [f"{number:020}" for number in range(SETTINGS.places + 1)]
    async with bench.running([sample(name, 0.1) for name in names]):
        bench.gate.clear()
        for name in names:
            bench.board.put(frames.put(name))
        await until(lambda: bench.waiting == SETTINGS.places)
        last = [frames.put(name) for name in names for _ in range(50)][-1]
        bench.board.put(last)
        assert bench.waiting == SETTINGS.places, "no more looks than places are under way"
        bench.gate.set()
        await until(lambda: any(one is last for one in decoder.decoded))
    assert len([one for one in decoder.decoded if one.camera_id == names[-1]]) == 1


async def test_frames_are_asked_for_although_no_lane_is_ever_free(
    frames: Any, decoder: Any, until: Callable[..., Any]
) -> None:
    bench = Bench(decoder)
    held = [f"{number:020}" for number in range(20 * SETTINGS.places)]
    bench.schedule.set_fetched({"rare"})
    bench.gate.clear()
    async with bench.running([sample("other", 0.5), *(sample(name, 0.5) for name in held)]):
        for name in held:
            bench.board.put(frames.put(name))
        await until(lambda: bench.waiting == SETTINGS.places)
        bench.schedule.set_promises([sample("rare", 60.0), *(sample(name, 0.5) for name in held)])
        # One lane after the other ends its look and finds the next one ready at once.
        bench.gate.set()
        await until(lambda: bench.fetched)
    [(camera_id, done)] = bench.fetched
    assert camera_id == "rare"
    assert done < len(held) // 2, "not only when there was nothing else to do"
