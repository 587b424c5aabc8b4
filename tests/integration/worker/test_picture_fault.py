"""A simulated camera whose picture goes black, through decoder, diagnosis and outbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import av
import cv2
import numpy as np
import pytest

from detectors.finding import Finding
from detectors.picture import Picture
from detectors.pipeline import CameraDetectors
from ingest.decode.decode_pool import DecodePool
from ingest.supply import FrameSupply
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.worker import Worker
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from simulators.rtsp_server.faults import ResolutionChange
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.unit.ingest.worker.conftest import FakeCentre

CAMERA_ID = "37049901001326000001"
HASTE = 60
"""Capture times run so much faster for the detectors: hold times are half a minute and more."""

START = datetime(2026, 6, 1, 2, tzinfo=UTC)
FPS = 4


class Hasty(CameraDetectors):
    """The real detectors in fast motion."""

    def look_diagnosis(self, image: Picture, captured_at: datetime) -> list[Finding]:
        return super().look_diagnosis(image, START + (captured_at - START) * HASTE)


def hasty(
    camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
) -> Hasty:
    return Hasty(camera, permits)


def make_clip(path: Path, black: bool) -> PreparedClip:
    """Four seconds of a textured picture with noise, or of next to nothing."""
    random = np.random.default_rng(3)
    scene = cv2.GaussianBlur(random.integers(0, 255, (180, 320, 3), np.uint8), (0, 0), 2)
    options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "keyint=2:scenecut=0"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(4 * FPS):
            noise = random.normal(0, 2, scene.shape)
            picture = np.clip((4 if black else scene) + noise, 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return PreparedClip.load(path)


async def waiting(outbox: Outbox, count: int) -> list[dict[str, Any]]:
    """Wait for so many alerts."""
    async with asyncio.timeout(40):
        while outbox.figures.waiting < count or outbox.figures.pictures_waiting:
            await asyncio.sleep(0.05)
    await outbox.connection_renewed()
    rows = sorted(await outbox.take_due(100), key=lambda row: row.row)
    return [json.loads(row.body) for row in rows]


@pytest.mark.timeout(120)
async def test_a_black_picture_is_a_fault_of_the_camera_and_over_when_it_is_back(
    tmp_path: Path,
) -> None:
    clock = SystemClock()
    good = await asyncio.to_thread(make_clip, tmp_path / "good.mp4", False)
    bad = await asyncio.to_thread(make_clip, tmp_path / "bad.mp4", True)
    async with RtspServer(clock, auth=None, random=Random(1)) as server:
        server.add_camera("/cam", bad)
        camera = Camera.model_validate(
            {
                "id": CAMERA_ID,
                "name": "东口",
                "streams": {"sub": f"rtsp://127.0.0.1:{server.port}/cam"},
                "place_type": "road",
                "analytics": {"diagnosis_every_s": 0.5},
            }
        )
        centre = FakeCentre()
        centre.change(camera)
        outbox = await Outbox.open(tmp_path / "s1.sqlite", clock)
        parts = WorkerParts(
            clock, Random(2), outbox, FrameSupply(clock, Random(3)), DecodePool(clock), hasty
        )
        settings = WorkerSettings(NodeAddress("370499", "101", "n1", "s1"))
        links = Links(BrokerAddress("127.0.0.1", free_port()), centre, centre)
        stop = asyncio.Event()
        run = asyncio.create_task(Worker(settings, parts, links, lambda _streams: None).run(stop))
        try:
            [new] = await waiting(outbox, 1)
            server.set_fault("/cam", ResolutionChange(good))
            _new, end = await waiting(outbox, 2)
        finally:
            stop.set()
            await run
            await outbox.close()
    assert new["type"] == "sharp-eyes.camera-fault.v1"
    assert new["subject"] == f"camera/{CAMERA_ID}"
    data = new["data"]
    assert (data["phase"], data["zone"], data["severity"]) == ("new", "picture", 2)
    assert data["measurement"]["quantity"] == "black"
    assert [picture["role"] for picture in data["evidence"]] == ["scene"]
    assert {picture["sha256"] for picture in data["evidence"]} <= set(centre.pictures)
    assert (end["data"]["phase"], end["data"]["reason"]) == ("end", "cleared")
    assert end["data"]["incident_id"] == data["incident_id"]
