"""From a rising count to a clip that follows in an update; and without one nothing is missing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from detectors.finding import Finding
from ingest.codec import Codec
from ingest.tapped_unit import TappedUnit
from ingest.worker.clips.clip_counts import ClipCounts
from ingest.worker.clips.clip_job import MadeClip
from ingest.worker.clips.clip_maker import ClipMaker
from ingest.worker.clips.clip_request import ClipRequest, ClipUnit
from ingest.worker.clips.clip_settings import ClipModel, ClipSettings
from ingest.worker.clips.errors import ClipFailed
from ingest.worker.incident_desk import IncidentDesk
from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.phase import Phase
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock, SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.camera import Camera
from tests.unit.ingest.worker.clips.taps import FakeTaps
from tests.unit.ingest.worker.conftest import camera, finding
from tests.unit.ingest.worker.rig import told

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
OPENED = START + timedelta(seconds=10)
SETTINGS = ClipSettings(settle_s=0.0, core_share=1.0, most_ready=2, most_wanted=3)
RAW = b"unmasked picture "


class Job:
    """Makes clips as it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[ClipRequest, list[ClipUnit]]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.fail = False
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, request: ClipRequest, units: Sequence[ClipUnit]) -> MadeClip:
        self.asked.append((request, list(units)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.go.wait()
        finally:
            self.at_once -= 1
        if self.fail:
            raise ClipFailed("as told")
        return MadeClip(b"clip %d" % len(self.asked), 0.0)


class Scene:
    """A desk, a clip maker and cameras whose counts a test sets."""

    def __init__(self, outbox: Outbox, job: Job, settings: ClipSettings) -> None:
        self.clock = ManualClock(START)
        self.taps = FakeTaps()
        self.job = job
        self.outbox = outbox
        self.shares: dict[str, dict[str, float]] = {}
        self.cameras: dict[str, Camera] = {}
        ids = UlidSource(SystemClock(), Random(1))
        self.desk = IncidentDesk(outbox, AlertMinter(ids, "/370499/101/n1/s1", 1))
        self.maker = ClipMaker(
            self.taps,
            self,  # type: ignore[arg-type]  # it asks for all cameras alone
            self.desk,
            self.clock,
            settings,
            ClipModel(Path("/models/one.onnx")),
            job,
        )

    def all(self) -> list[Any]:
        return [
            SimpleNamespace(camera=one, watch=SimpleNamespace(crowd_shares=self.shares[one.id]))
            for one in self.cameras.values()
        ]

    def get(self, camera_id: str) -> Any:
        return next((one for one in self.all() if one.camera.id == camera_id), None)

    def near(self, number: int, share: float = 1.0, *, ring: bool = True) -> Camera:
        """A camera whose count is near its limit, with 20 s of its stream."""
        one = camera(number)
        self.cameras[one.id], self.shares[one.id] = one, {"square": share}
        self.taps.units[one.id] = units() if ring else []
        self.maker.look()
        return one

    async def find(self, one: Camera, phase: Phase = Phase.NEW, after_s: float = 0.0) -> None:
        found: Finding = finding(one.id, phase, OPENED + timedelta(seconds=after_s))
        await self.desk.take(found, one, TimeSource.ARRIVAL, START)
        for sha256 in await self.outbox.pending_pictures():
            await self.outbox.settle_picture(sha256, EvidenceStatus.STORED)

    def seconds_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.maker.look()


def units(count: int = 200, key_every: int = 20) -> list[TappedUnit]:
    return [
        TappedUnit(
            Codec.H264,
            number % key_every == 0,
            START + timedelta(seconds=number / 10),
            TimeSource.ARRIVAL,
            RAW + str(number).encode(),
        )
        for number in range(count)
    ]


@asynccontextmanager
async def working(
    outbox: Outbox, job: Job | None = None, settings: ClipSettings = SETTINGS
) -> AsyncIterator[Scene]:
    scene = Scene(outbox, job or Job(), settings)
    task = asyncio.create_task(scene.maker.run())
    try:
        yield scene
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_clip_of_a_crowd_follows_in_an_update_and_no_alert_waits_for_it(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        one = scene.near(1)
        await scene.find(one)
        assert [a["data"]["phase"] for a in await told(outbox)] == ["new"]
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made == 1)
        (clip,) = await outbox.pending_clips()
        new, update = await told(outbox)
    assert (new["data"]["phase"], update["data"]["phase"]) == ("new", "update")
    assert [e["media_type"] for e in new["data"]["evidence"]] == ["image/jpeg"]
    assert update["data"]["evidence"] == [
        {"sha256": clip, "role": "clip", "media_type": "video/mp4", "status": "pending"}
    ]
    assert update["data"]["incident_id"] == new["data"]["incident_id"]
    assert update["data"]["seq"] == 1
    assert update["data"]["measurement"] == new["data"]["measurement"]


async def test_it_is_cut_from_the_key_picture_before_its_beginning_and_carries_no_address(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        await scene.find(scene.near(1))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made)
    request, pictures = scene.job.asked[0]
    # Begins at 4 s and ends at 16 s; key pictures stand at 0, 2, 4 s.
    assert request.begin_at == START + timedelta(seconds=4)
    assert pictures[0].captured_at == START + timedelta(seconds=4)
    assert pictures[-1].captured_at == START + timedelta(seconds=16)
    assert "rtsp" not in request.camera
    assert request.model_file == "/models/one.onnx"
    assert Camera.model_validate_json(request.camera).active_zones


async def test_what_is_not_masked_never_reaches_the_disk(
    outbox: Outbox, tmp_path: Path, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        await scene.find(scene.near(1))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made)
        await scene.find(scene.near(1), Phase.END, 60)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert any(b"clip 1" in path.read_bytes() for path in files), "the masked clip is there"
        assert not any(RAW in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("share", "ring", "made"), [(1.0, True, 1), (0.5, True, 0), (1.0, False, 0)]
)
async def test_a_crowd_out_of_nowhere_and_a_stream_that_cannot_be_kept_have_no_clip(
    outbox: Outbox, until: Callable[..., Any], share: float, ring: bool, made: int
) -> None:
    async with working(outbox) as scene:
        await scene.find(scene.near(1, share, ring=ring))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made + scene.maker.counts.skipped)
        assert (scene.maker.counts.made, scene.maker.counts.skipped) == (made, 1 - made)
        await scene.find(next(iter(scene.cameras.values())), Phase.END, 60)
        assert [a["data"]["phase"] for a in await told(outbox)][-1] == "end"


async def test_a_job_that_fails_costs_the_clip_alone_and_the_next_is_made(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        scene.job.fail = True
        await scene.find(scene.near(1))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.failed == 1)
        scene.job.fail = False
        await scene.find(scene.near(2))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made == 1)
        assert scene.maker.counts == ClipCounts(made=1, made_bytes=len(b"clip 2"), failed=1)
        assert [a["data"]["phase"] for a in await told(outbox)] == ["new", "new", "update"]


async def test_a_clip_follows_its_incident_also_when_that_has_ended_and_reopens_nothing(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        scene.job.go.clear()
        one = scene.near(1)
        await scene.find(one)
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.job.asked)
        await scene.find(one, Phase.END, 60)
        scene.job.go.set()
        await until(lambda: scene.maker.counts.made)
        assert len(await outbox.pending_clips()) == 1
        new, end, update = await told(outbox)
        assert [a["data"]["phase"] for a in (new, end, update)] == ["new", "end", "update"]
        assert update["data"]["seq"] == 2
        assert await outbox.open_incidents() == []
        # The key is free: the next crowd is another incident.
        await scene.find(one, Phase.NEW, 90)
        (again,) = await outbox.open_incidents()
        assert again.incident_id != new["data"]["incident_id"]


@pytest.mark.parametrize("when", ["before it is cut", "while it is made"])
async def test_of_a_camera_whose_view_has_moved_there_is_no_clip(
    outbox: Outbox, until: Callable[..., Any], when: str
) -> None:
    async with working(outbox) as scene:
        scene.job.go.clear()
        one = scene.near(1)
        await scene.find(one)
        if when == "while it is made":
            scene.seconds_pass(SETTINGS.after_s)
            await until(lambda: scene.job.asked)
        # A blind camera counts nobody, not even nobody.
        scene.shares[one.id] = {}
        scene.seconds_pass(SETTINGS.after_s)
        scene.job.go.set()
        await until(lambda: scene.maker.counts.skipped)
        assert await outbox.pending_clips() == []


async def test_one_clip_is_made_at_a_time_and_what_finds_no_place_in_the_queue_has_none(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        scene.job.go.clear()
        for number in range(1, 6):
            await scene.find(scene.near(number))
        # Of five three may wait for their last second, and of these two for the job.
        assert scene.maker.counts.skipped == 2
        scene.seconds_pass(SETTINGS.after_s)
        assert scene.maker.counts.skipped == 3
        await until(lambda: scene.job.asked)
        scene.job.go.set()
        await until(lambda: scene.maker.counts.made == 2)
        assert scene.job.most_at_once == 1


async def test_a_camera_is_tapped_until_its_clip_is_cut_and_not_for_the_rest_of_the_incident(
    outbox: Outbox,
) -> None:
    async with working(outbox) as scene:
        one = scene.near(1)
        assert one.id in scene.taps.rings
        await scene.find(one)
        scene.shares[one.id] = {"square": 0.0}
        scene.seconds_pass(1)
        assert one.id in scene.taps.rings
        scene.shares[one.id] = {"square": 1.5}
        scene.seconds_pass(SETTINGS.after_s)
        scene.seconds_pass(SETTINGS.linger_s + 1)
        assert one.id not in scene.taps.rings
        await scene.find(one, Phase.END, 60)
        scene.seconds_pass(1)
        assert one.id in scene.taps.rings, "for the next incident"


async def test_ending_the_worker_ends_the_job_and_lets_go_of_the_rings(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        scene.job.go.clear()
        await scene.find(scene.near(1))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.job.at_once == 1)
    assert scene.job.at_once == 0
    assert not scene.taps.rings


async def test_clips_rest_after_each_job_so_that_they_take_no_more_than_their_share(
    outbox: Outbox, until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0.01)

    monkeypatch.setattr("ingest.worker.clips.clip_maker.asyncio.sleep", noted)

    class Costly(Job):
        async def __call__(self, request: ClipRequest, units: Sequence[ClipUnit]) -> MadeClip:
            return replace(await super().__call__(request, units), cpu_s=4.0)

    async with working(outbox, Costly(), replace(SETTINGS, core_share=0.1)) as scene:
        await scene.find(scene.near(1))
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: pytest.approx(36.0) in rests)


async def test_a_clip_named_by_an_update_that_was_never_sent_is_named_by_the_next(
    outbox: Outbox, until: Callable[..., Any]
) -> None:
    async with working(outbox) as scene:
        one = scene.near(1)
        await scene.find(one)
        await outbox.take_due(10)
        scene.seconds_pass(SETTINGS.after_s)
        await until(lambda: scene.maker.counts.made)
        (clip,) = await outbox.pending_clips()
        await scene.find(one, Phase.UPDATE, 40)
        assert await outbox.pending_clips() == [clip]
        rows = await outbox.take_due(10)
    (body,) = [json.loads(row.body) for row in rows if b'"update"' in row.body]
    assert body["data"]["seq"] == 2
    assert [one["sha256"] for one in body["data"]["evidence"]] == [clip]
