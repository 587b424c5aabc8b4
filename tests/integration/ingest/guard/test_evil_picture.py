"""A picture that ends the worker costs it two seconds, and its camera the process of its own."""

import asyncio
import json
import os
import signal
import sys
import time
from fractions import Fraction
from pathlib import Path
from random import Random

import psutil
import pytest
import yaml

from ingest.codec import Codec
from sharp_eyes.clock import SystemClock
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.unit.ingest.clips import clip

SCRIPT = str(Path(__file__).with_name("evil_worker.py"))
CAMERAS = [f"3704990100132600000{number}" for number in range(1, 5)]
EVIL = CAMERAS[2]
LIMIT_S = 80.0


@pytest.mark.timeout(200)
async def test_the_worker_is_back_and_the_picture_is_decoded_apart(
    tmp_path, pytestconfig, record_property
):
    source = clip(Codec.H264, 320, 192, frames=30, gop=15)
    units = [AccessUnit(unit, source.is_key(unit)) for unit in source.units]
    prepared = PreparedClip.of(units, "h264", Fraction(15))
    async with RtspServer(SystemClock(), auth=None, random=Random(1)) as server:
        for camera in CAMERAS:
            server.add_camera(f"/cam/{camera}", prepared)
        registry = tmp_path / "registry.yaml"
        cameras = [
            {
                "id": camera,
                "name": camera,
                "streams": {"sub": f"rtsp://127.0.0.1:{server.port}/cam/{camera}"},
            }
            for camera in CAMERAS
        ]
        registry.write_text(yaml.safe_dump({"cameras": cameras}))
        stats = tmp_path / "stats.json"
        guard = await asyncio.create_subprocess_exec(
            sys.executable,
            SCRIPT,
            str(registry),
            str(tmp_path / "state"),
            str(stats),
            EVIL,
            env={**os.environ, "PYTHONPATH": str(pytestconfig.rootpath)},
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                assert await line(guard) == f"worker ready cameras {len(CAMERAS)}"
                assert await line(guard) == "abort"
                aborted_s = time.monotonic()
                assert await line(guard) == f"worker ready cameras {len(CAMERAS)}"
                back_s = time.monotonic() - aborted_s
                print(f"back {back_s:.2f} s after the abort")
                record_property("back_s", round(back_s, 2))
                listed = json.loads((tmp_path / "state" / "s1-quarantine.json").read_text())
                assert list(listed["cameras"]) == [EVIL]
                # The new life reads it by a child process, and the others as before.
                while not all_sampled(stats):
                    await asyncio.sleep(0.2)
            family = psutil.Process(guard.pid).children(recursive=True)
            assert len(family) == 2  # the worker, and one child process below it
            guard.send_signal(signal.SIGTERM)
            async with asyncio.timeout(LIMIT_S):
                # Nothing more was said: it did not abort again.
                assert await guard.stdout.read() == b""
                assert await guard.wait() == 0
            assert not [process for process in family if process.is_running()]
        finally:
            if guard.returncode is None:
                guard.kill()
                await guard.wait()


async def line(process: asyncio.subprocess.Process) -> str:
    return (await process.stdout.readline()).decode().strip()


def all_sampled(stats: Path) -> bool:
    try:
        cameras = json.loads(stats.read_text())["cameras"]
    except (FileNotFoundError, ValueError):
        return False
    return all(cameras[camera]["samples"] >= 2 for camera in CAMERAS)
