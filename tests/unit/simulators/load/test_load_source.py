from __future__ import annotations

import asyncio
import json
import resource
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

from sharp_eyes.clock import SystemClock
from simulators.load.load_source import LoadSource, clip_figures
from simulators.load.process_usage import ProcessUsage, raise_descriptor_limit
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.prepared_clip import PreparedClip


def clip() -> PreparedClip:
    units = [
        AccessUnit(
            (b"\x65" + bytes(3999),) if n % 30 == 0 else (b"\x41" + bytes(199),), n % 30 == 0
        )
        for n in range(300)
    ]
    return PreparedClip.of(units, "h264", Fraction(15))


def source(count: int) -> LoadSource:
    return LoadSource(clip(), count, SystemClock(), random=Random(1), auth=None)


async def test_frames_of_all_cameras_are_spread_evenly_over_the_period_and_keys_over_the_clip() -> (
    None
):
    async with source(300) as load:
        streams = list(load.server.streams.values())
    moments = sorted(stream.epoch_s % (1 / 15) for stream in streams)
    gaps = [b - a for a, b in pairwise(moments)]
    assert max(gaps) < 1 / 15 / 300 * 2
    keys_at = [0] * 30
    for stream in streams:
        keys_at[-stream.start_frame % 30] += 1
    assert set(keys_at) == {10}


async def test_the_statistics_are_written_at_the_end_too(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "stats.json"
    async with source(3) as load:
        task = asyncio.create_task(load.keep_statistics(path, 60.0))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    told = json.loads(path.read_text())
    assert told["cameras"] == 3
    assert told["sessions"] == 0
    assert told["last"]["worst_lag_ms"] == 0
    assert told["cpu_user_s"] > 0


def test_a_clip_is_weighed() -> None:
    figures = clip_figures(clip())
    assert figures["key_frame_bytes"] == [4005] * 3, "three fragments"
    octets = 10 * 4005 + 290 * 200
    assert figures["kbps"] == round(octets * 8 / 20 / 1000, 1)


def test_as_many_files_may_be_open_as_the_machine_allows() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        raise_descriptor_limit()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert soft == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_cores_are_processor_time_over_wall_time() -> None:
    earlier, later = ProcessUsage(10.0, 1.0, 0.5, 0.0), ProcessUsage(20.0, 2.0, 1.5, 0.0)
    assert later.cores_since(earlier) == 0.2
