"""The command as a person starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from simulators.stamp import read
from simulators.town.town_truth import TownTruth

ROOT = Path(__file__).parents[3]
IDS = ("37049901001326000001", "37049901001326000002")
REGISTRY = "version: 1\ncameras:\n" + "".join(
    f'  - {{id: "{i}", name: c{i[-1]}, streams: {{sub: "rtsp://127.0.0.1:1/cam/{i}"}}}}\n'
    for i in IDS
)
PROGRAM = "from sharp_eyes.cli import main; main()"


def recording(path: Path) -> None:
    """A moving square: something to play that takes no time to make."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 400, 300, "yuv420p"
        for i in range(75):
            image = np.full((300, 400, 3), 90, np.uint8)
            cv2.rectangle(image, (i * 4, 100), (i * 4 + 60, 160), (30, 200, 90), -1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))


@pytest.mark.timeout(150)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
async def test_the_stamped_frame_on_air_is_the_one_the_truth_says(
    tmp_path: Path, ending: signal.Signals
) -> None:
    (tmp_path / "registry.yaml").write_text(REGISTRY)
    (tmp_path / "town.yaml").write_text(
        f'cameras: {{"{IDS[0]}": {{footage: a.avi}}, "{IDS[1]}": {{footage: a.avi, start_s: 1}}}}'
    )
    (tmp_path / "footage").mkdir()
    recording(tmp_path / "footage" / "a.avi")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, "simulate", "--registry", str(tmp_path / "registry.yaml"),
        "--town", str(tmp_path / "town.yaml"), "--footage", str(tmp_path / "footage"),
        "--port", "0", "--stamp", "--cache", str(tmp_path / "cache"),
        "--truth", str(tmp_path / "truth.json"),
        env={**os.environ, "SHARP_EYES_CAMERA_PASSWORD": "word"}, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(120):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("ready rtsp://127.0.0.1:"), line
        assert line.endswith(" cameras 2\n")
        truth = TownTruth.load(tmp_path / "truth.json")
        assert str(truth.port) in line
        for camera in IDS:
            seen = await asyncio.to_thread(
                shown, f"rtsp://camera:word@127.0.0.1:{truth.port}/cam/{camera}", camera
            )
            late = [
                (truth.frame_number_at(camera, at) - number) % truth.cameras[camera].frames
                for number, at in seen
            ]
            # What arrives was on air a moment ago, never in the future; a busy machine may look at
            # some of it late.
            assert min(late) <= 10
    finally:
        process.send_signal(ending)
        async with asyncio.timeout(40):
            assert await process.wait() == 0


def shown(url: str, camera: str) -> list[tuple[int, datetime]]:
    """Number and time of the frames that follow the first, which were held back for probing."""
    seen = []
    with av.open(url, options={"rtsp_transport": "tcp", "probesize": "32"}) as container:
        for count, frame in enumerate(container.decode(video=0)):
            at = datetime.now(UTC)
            stamp = read(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
            assert stamp is not None
            assert stamp[0] == camera
            if count >= 12:
                seen.append((stamp[1], at))
            if len(seen) == 25:
                return seen
    raise AssertionError("the stream ended")


@pytest.mark.timeout(150)
async def test_it_ends_at_once_while_clips_are_still_made(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, "simulate", "--port", "0", "--cache", str(tmp_path),
        env={**os.environ, "SHARP_EYES_CAMERA_PASSWORD": "word"}, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    async with asyncio.timeout(100):
        while b"rendering" not in await process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)
        await process.wait()
    assert process.returncode == 0
    assert not list((tmp_path / "clips").glob("*/clip.json"))
