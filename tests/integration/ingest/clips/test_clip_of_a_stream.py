"""From a camera's stream over RTSP to a clip that waits for the centre."""

from __future__ import annotations

import asyncio
import io
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import av
import pytest

from ingest.camera_source import CameraSource
from ingest.worker.clips.clip_counts import ClipCounts
from ingest.worker.clips.clip_maker import ClipMaker
from ingest.worker.clips.clip_process import ClipProcess
from ingest.worker.clips.clip_settings import ClipModel, ClipSettings
from ingest.worker.incident_desk import IncidentDesk
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.phase import Phase
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.identifiers import UlidSource
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera
from tests.integration.ingest.test_supply import QUICK, frames_of, supplied
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip
from tests.unit.ingest.worker.conftest import camera, finding

# Not nice: a test on a busy machine would wait for minutes.
SETTINGS = ClipSettings(before_s=1.5, after_s=1.0, settle_s=1.0, core_share=1.0, nice=0)
PATIENT = replace(QUICK, silence_s=10.0, key_frame_timeout_s=20.0, key_frame_gap_s=20.0)
"""On a busy machine a camera that is thought silent would lose its ring."""


class Keeper:
    """One camera, whose zone is full."""

    def __init__(self) -> None:
        watch = SimpleNamespace(crowd_shares={"square": 1.0})
        self.watched = SimpleNamespace(camera=camera(1), watch=watch)

    def get(self, camera_id: str) -> Any:
        return self.watched if camera_id == self.watched.camera.id else None

    def all(self) -> list[Any]:
        return [self.watched]


@pytest.mark.timeout(150)
async def test_the_seconds_around_an_incident_become_a_clip_and_no_packet_reaches_the_disk(
    tmp_path: Path,
) -> None:
    clock = SystemClock()
    source, keeper = clip(), Keeper()
    watched = keeper.watched.camera
    outbox = await Outbox.open(tmp_path / "s1.sqlite", clock)
    desk = IncidentDesk(
        outbox, AlertMinter(UlidSource(clock, Random(1)), "/370499/101/n1/s1", epoch=1)
    )
    async with (
        ScriptedCamera(Script(source, unit_every_s=1 / 15)) as rtsp,
        supplied(CameraSource(watched.id, rtsp.url()), settings=PATIENT) as supply,
    ):
        maker = ClipMaker(
            supply,
            keeper,  # type: ignore[arg-type]  # it is asked for cameras alone
            desk,
            clock,
            SETTINGS,
            ClipModel(),
            ClipProcess(SETTINGS, os.environ),
        )
        task = asyncio.create_task(maker.run())
        try:
            await frames_of(supply, watched.id)
            await until(lambda: len(supply.tapped(watched.id)) > 30)
            at = supply.tapped(watched.id)[-1].captured_at
            found = replace(finding(watched.id, Phase.NEW, at), captured_at=at)
            await desk.take(found, watched, TimeSource.ARRIVAL, at)
            await until(lambda: maker.counts != ClipCounts(), 80)
            assert maker.counts.made == 1
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert supply.tapped(watched.id) == [], "the ring was let go of"
    (name,) = await outbox.pending_clips()
    made = await outbox.picture(name)
    await outbox.close()
    assert made is not None
    with av.open(io.BytesIO(made.data)) as container:
        times = [float(frame.time or 0.0) for frame in container.decode(video=0)]
    length = timedelta(seconds=times[-1])
    assert timedelta(seconds=1) < length <= timedelta(seconds=3)
    # The longest slices are what a picture is made of; none of them lies in any file.
    slices = sorted((nal for unit in source.units for nal in unit), key=len)[-5:]
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(made.data[:4000] in content or b"ftyp" in content for content in files)
    assert not any(part[20:60] in content for part in slices for content in files)
