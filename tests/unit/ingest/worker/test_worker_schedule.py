"""A whole worker on fakes: which cameras it holds, what it decodes, what it tells of that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import DecodeFailed
from ingest.worker.links import Alone
from ingest.worker.parts import WorkerParts
from ingest.worker.worker import Worker
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.node.shard_registry import ShardRegistry
from tests.unit.ingest.worker.rig import SETTINGS, Rig, lease


async def test_a_camera_that_is_looked_at_rarely_is_fetched_and_held_while_somebody_watches(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    rare, often = make_camera(1), make_camera(2)
    analytics = rare.analytics.model_copy(update={"crowd_every_s": 60.0})
    rare = rare.model_copy(update={"analytics": analytics})
    rig.centre.change(rare, often)
    async with rig.running() as (worker, _outbox):
        held = {one.id: one.held for one in rig.frames.sources}
        assert held == {rare.id: False, often.id: True}
        await until(lambda: rig.frames.fetched == [(rare.id, 1)])
        rig.frames.put(rare.id)
        await until(lambda: rig.watches.made[0].looks == 1)
        worker.stills_wanted(lease(rare.id))
        assert all(one.held for one in rig.frames.sources)
        assert worker.stats()["schedule"]["fetched_cameras"] == 0
        assert b'sharp_eyes_cameras{state="online",source="rtsp"} 2' in worker.metrics.render()


async def test_a_damaged_frame_is_counted_and_the_next_one_is_looked_at(
    rig: Rig, make_camera: Any, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    whole = rig.decoder.decode

    async def fail(key_frame: Any) -> Any:
        raise DecodeFailed(key_frame.camera_id, "cut off")

    async with rig.running() as (worker, _outbox):
        monkeypatch.setattr(rig.decoder, "decode", fail)
        rig.frames.put(one.id)
        await until(lambda: b"sharp_eyes_decode_failures_total 1" in worker.metrics.render())
        monkeypatch.setattr(rig.decoder, "decode", whole)
        rig.frames.put(one.id)
        await until(lambda: rig.watches.made[0].looks == 1)


async def test_a_worker_alone_that_samples_nothing_decodes_nothing(
    rig: Rig, make_camera: Any, until: Any, tmp_path: Path
) -> None:
    registry = ShardRegistry(shard="s1", epoch=0, revision=0, cameras=(make_camera(1),))
    clock = SystemClock()
    outbox = await Outbox.open(tmp_path / "alone.sqlite", clock)
    parts = WorkerParts(clock, rig.random, outbox, rig.frames, rig.decoder, rig.watches)
    settings = replace(SETTINGS, crowd=False, construction=False, sample_every_s=0.0)
    worker = Worker(settings, parts, Alone(registry), lambda _streams: None)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    await until(lambda: rig.frames.sources)
    assert all(one.held for one in rig.frames.sources)
    frames = [rig.frames.put(make_camera(1).id) for _ in range(20)]
    await until(lambda: worker._board.newest(frames[-1].camera_id) is frames[-1])
    stats = worker.stats()
    stop.set()
    await task
    await outbox.close()
    assert rig.decoder.decoded == []
    assert stats["totals"]["expected"] == stats["totals"]["delivered"] == 0
