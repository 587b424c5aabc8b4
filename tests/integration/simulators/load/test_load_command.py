"""The load source as a benchmark starts it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from sharp_eyes.registry.yaml_file import load
from simulators.town.town_truth import TownTruth
from tests.integration.simulators.rtsp_client import RtspClient

ROOT = Path(__file__).parents[4]
PROGRAM = "from sharp_eyes.cli import main; main()"


async def started(folder: Path, *more: str) -> asyncio.subprocess.Process:
    environment = {k: v for k, v in os.environ.items() if k != "SHARP_EYES_CAMERA_PASSWORD"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, "simulate", "--load", "--cameras", "20", "--port", "0",
        "--registry-out", str(folder / "registry.yaml"), "--stats", str(folder / "stats.json"),
        "--truth", str(folder / "truth.json"), "--cache", str(folder / "cache"), *more,
        env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(80):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("ready rtsp://127.0.0.1:"), line
    assert line.endswith(" cameras 20\n")
    return process


async def ended(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(40):
        return await process.wait()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_its_registry_leads_to_its_cameras_and_its_statistics_tell_of_them(
    tmp_path: Path, codec: str
) -> None:
    process = await started(tmp_path, "--codec", codec)
    try:
        cameras = load(tmp_path / "registry.yaml").cameras
        assert len({camera.streams.sub for camera in cameras}) == 20
        url = cameras[7].streams.sub
        client = await RtspClient.connect(int(url.split(":")[2].split("/")[0]))
        async with asyncio.timeout(40):
            answer = await client.ask("DESCRIBE", url)
            assert f"{codec.upper()}/90000" in answer.body
            await client.play(url)
            await client.payloads(100)
    finally:
        assert await ended(process) == 0
    client.close()
    told = json.loads((tmp_path / "stats.json").read_text())
    assert told["cameras"] == 20
    assert told["frames_sent"] > 0
    assert told["clip"]["codec"] == {"h264": "h264", "h265": "hevc"}[codec]
    assert told["cpu_user_s"] + told["cpu_system_s"] > 0


@pytest.mark.timeout(120)
async def test_faults_of_the_command_line_come_in_time(tmp_path: Path) -> None:
    process = await started(tmp_path, "--fault", "1:half-open", "--fault", "2:codec:0.1")
    truth = TownTruth.load(tmp_path / "truth.json")
    assert [(event.kind, event.at_s) for event in truth.faults] == [
        ("half-open", 0.0),
        ("codec", 0.1),
    ]
    assert len(truth.cameras) == 20
    try:
        one, two, three, *_ = [c.streams.sub for c in load(tmp_path / "registry.yaml").cameras]
        port = int(one.split(":")[2].split("/")[0])
        dumb, changed, well = [await RtspClient.connect(port) for _ in range(3)]
        async with asyncio.timeout(40):
            await dumb.say("OPTIONS", one)
            while "H265" not in (await changed.ask("DESCRIBE", two)).body:
                await asyncio.sleep(0.05)
            await well.play(three)
            await well.payloads(30)
        answered = asyncio.create_task(dumb.reader.read(1))
        await well.payloads(30)
        assert not answered.done()
        answered.cancel()
    finally:
        assert await ended(process) == 0
    for client in (dumb, changed, well):
        client.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--load", "--fault", "1:fire"], "fire"),
        (["--load", "--codec", "mjpeg"], "--codec"),
        (["--load", "--faults", "often"], "--faults"),
        (["--stats", "stats.json"], "--load"),
    ],
)
async def test_what_cannot_be_understood_is_refused_before_anything_starts(
    tmp_path: Path, options: list[str], said: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, "simulate", *options,
        "--cache", str(tmp_path), cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(40):
        _, err = await process.communicate()
    assert process.returncode
    assert said in err.decode()
    assert not list(tmp_path.iterdir())
