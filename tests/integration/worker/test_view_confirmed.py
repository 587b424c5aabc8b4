"""A camera's view moves, an operator confirms it in the registry, and its worker follows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import av
import cv2
import numpy as np
import pytest

from detectors.pipeline import CameraDetectors
from ingest.codec import Codec
from ingest.frame import DecodedFrame, KeyFrame
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.worker import Worker
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.command import StillsLease
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.registry.camera import Camera
from tests.unit.detectors.diagnosis.street import WIDTH, Street
from tests.unit.detectors.support import at
from tests.unit.ingest.worker.conftest import FakeCentre, FakeFrames

CAMERA_ID = "37049901001326000001"
MASK = {"id": "window", "polygon": [(0.5, 0.0), (1.0, 0.0), (1.0, 0.3), (0.5, 0.3)]}
CLOCK = SystemClock()


def camera(**more: Any) -> Camera:
    return Camera.model_validate(
        {
            "id": CAMERA_ID,
            "name": "东口",
            "streams": {"sub": "rtsp://127.0.0.1:1/x"},
            "place_type": "road",
            "privacy_masks": [MASK],
            "analytics": {"diagnosis_every_s": 0.5},
        }
        | more
    )


class Frames(FakeFrames):
    """Frames whose capture times go on ten times as fast as they come."""

    def __init__(self) -> None:
        super().__init__(CLOCK)
        self.captured_at = at(400)

    async def feed(self) -> None:
        """Give a frame every quarter of a second."""
        while True:
            self.captured_at += timedelta(seconds=4)
            self._sequence += 1
            self._frames.put_nowait(
                KeyFrame(
                    CAMERA_ID,
                    self.captured_at,
                    TimeSource.ARRIVAL,
                    CLOCK.monotonic_s(),
                    self._sequence,
                    Codec.H264,
                    640,
                    360,
                    b"",
                )
            )
            await asyncio.sleep(0.25)


class Decoder:
    """Shows the street, an eighth of the picture to the right."""

    def __init__(self, street: Street) -> None:
        self._street = street

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """A picture of it."""
        picture = np.ascontiguousarray(np.roll(self._street.picture(), WIDTH // 8, axis=1))
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        return DecodedFrame(key_frame, CLOCK.monotonic_s(), frame)

    async def close(self) -> None:
        """Nothing to end."""


async def until(look: Callable[[], Any]) -> Any:
    async with asyncio.timeout(60):
        while not (found := look()):
            await asyncio.sleep(0.05)
    return found


def learned(street: Street) -> bytes:
    """The state of detectors that know the street in its place."""
    detectors = CameraDetectors(camera())
    for number in range(40):
        assert detectors.look_diagnosis(street.picture(), at(10 * number)) == []
    state = detectors.state()
    assert state is not None
    return state


async def alerts(outbox: Outbox, count: int) -> list[dict[str, Any]]:
    await until(lambda: outbox.figures.waiting >= count and not outbox.figures.pictures_waiting)
    await outbox.connection_renewed()
    rows = sorted(await outbox.take_due(100), key=lambda row: row.row)
    return [json.loads(row.body)["data"] for row in rows]


@pytest.mark.timeout(200)
async def test_an_operators_word_ends_the_incident_and_shows_the_picture_again(
    tmp_path: Path,
) -> None:
    street = Street()
    centre, frames = FakeCentre(), Frames()
    centre.change(camera())
    outbox = await Outbox.open(tmp_path / "s1.sqlite", CLOCK)
    await outbox.save_states({CAMERA_ID: await asyncio.to_thread(learned, street)})
    parts = WorkerParts(
        CLOCK,
        Random(2),
        outbox,
        frames,
        Decoder(street),
        lambda one, permits, _land: CameraDetectors(one, permits),
    )
    settings = WorkerSettings(NodeAddress("370499", "101", "n1", "s1"), registry_poll_s=0.3)
    links = Links(BrokerAddress("127.0.0.1", free_port()), centre, centre)
    worker = Worker(settings, parts, links, lambda _streams: None)

    def moved_since() -> datetime | None:
        return next((one.view_moved_since for one in worker.camera_health()), None)

    def brightest() -> int:
        jpeg = np.frombuffer(centre.stills[-1][1], np.uint8)
        return int(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)[200:].max())

    stop = asyncio.Event()
    jobs = [asyncio.create_task(worker.run(stop)), asyncio.create_task(frames.feed())]
    try:
        since = await until(moved_since)
        deadline = CLOCK.now() + timedelta(minutes=5)
        lease = StillsLease(
            id="01JZZZZZZZZZZZZZZZZZZZZZZZ", cameras=(CAMERA_ID,), every_s=0.2, deadline=deadline
        )
        centre.stills.clear()
        worker.stills_wanted(lease)
        await until(lambda: centre.stills)
        assert brightest() < 16, "nobody knows where the mask belongs"
        [new] = await alerts(outbox, 1)
        assert new["measurement"]["quantity"] == "view_moved"

        # An older word is none, nor are masks that were drawn anew.
        other = [MASK | {"polygon": [(0.0, 0.0), (0.4, 0.0), (0.4, 0.3), (0.0, 0.3)]}]
        centre.change(camera(view_confirmed_at=since - timedelta(seconds=1), privacy_masks=other))
        await until(lambda: worker._registry.revision == centre.registry.revision)
        assert moved_since() == since

        word = since + timedelta(seconds=1)
        centre.change(camera(view_confirmed_at=word, privacy_masks=other))
        await until(lambda: moved_since() is None)
        centre.stills.clear()
        # One made before may still be on its way.
        await until(lambda: centre.stills and brightest() > 100)
        jpeg = np.frombuffer(centre.stills[-1][1], np.uint8)
        shown = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)
        assert shown[10:90, 20:230].max() < 16, "the mask is where it was drawn anew"
        _new, end = await alerts(outbox, 2)
        assert (end["phase"], end["reason"]) == ("end", "cleared")
        assert end["incident_id"] == new["incident_id"]
        # It is the view now: looks of it open nothing.
        seen = frames.captured_at
        await until(lambda: frames.captured_at > seen + timedelta(seconds=100))
        assert outbox.figures.waiting == 2
    finally:
        stop.set()
        jobs[1].cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await outbox.close()
