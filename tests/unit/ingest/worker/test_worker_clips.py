"""What a whole worker says of its clips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.tapped_unit import TappedUnit
from ingest.worker.clips.clip_job import MadeClip
from ingest.worker.clips.clip_parts import ClipParts
from ingest.worker.clips.clip_request import ClipRequest, ClipUnit
from ingest.worker.clips.clip_settings import ClipModel, ClipSettings
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import SystemClock
from tests.unit.ingest.worker.conftest import FakeFrames
from tests.unit.ingest.worker.rig import Rig


class TappedFrames(FakeFrames):
    """Can be tapped, and keeps nothing."""

    def tap(self, camera_id: str, max_bytes: int) -> None:
        """Keep nothing."""

    def tapped(self, camera_id: str) -> list[TappedUnit]:
        """Nothing."""
        return []

    def bitrate_kbps(self, camera_id: str) -> float | None:
        """Not measured."""
        return None


async def _no_job(request: ClipRequest, units: Sequence[ClipUnit]) -> MadeClip:
    raise AssertionError("there is nothing to make a clip of")


async def test_a_crowd_out_of_nowhere_counts_as_one_without_a_clip(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    rig.frames = TappedFrames(SystemClock())
    rig.clips = ClipParts(ClipSettings(), ClipModel(), _no_job)
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (worker, _outbox):
        assert b"sharp_eyes_clips_skipped_total 0" in worker.metrics.render()
        rig.frames.put(one.id)
        await until(lambda: b"sharp_eyes_clips_skipped_total 1" in worker.metrics.render())


async def test_a_worker_that_makes_no_clips_says_nothing_of_them(
    rig: Rig, make_camera: Any
) -> None:
    rig.centre.change(make_camera(1))
    async with rig.running() as (worker, _outbox):
        assert b"_clips_" not in worker.metrics.render()
