"""A worker on made-up frames and detectors, over a real broker; to be killed.

Usage: ``worker_child.py FOLDER``; the broker's address in ``SHARP_EYES_BROKER_URL``. The detectors
open an incident at the first look, unless one was open before: then they end that one.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import SystemRandom

import av
import numpy as np

from detectors.finding import Finding
from detectors.picture import Picture as Image
from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.frame import DecodedFrame, KeyFrame
from ingest.health import CameraHealth
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.worker import Worker
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport
from sharp_eyes.node.health import CameraState
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.limits import CrowdLimits
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.streams import Streams
from sharp_eyes.registry.zone import Zone

CLOCK = SystemClock()
CAMERA = Camera(
    id="37049901001326000002",
    name="广场",
    region="370499101201",
    streams=Streams(sub="rtsp://127.0.0.1:1/2"),
    place_type=PlaceType.SQUARE,
    analytics=Analytics(
        crowd_every_s=0.5,
        zones=(Zone(id="square", limits=CrowdLimits(kind="crowd", people=10)),),
    ),
)


class Frames:
    """A key frame every tenth of a second."""

    def __init__(self) -> None:
        self._sequence = 0

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Nothing to close."""

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Always the same one."""

    def fetch(self, camera_id: str, frames: int = 1) -> None:
        """It is held anyway."""

    async def next_frame(self) -> KeyFrame:
        """The next one."""
        await asyncio.sleep(0.1)
        self._sequence += 1
        return KeyFrame(
            camera_id=CAMERA.id,
            captured_at=CLOCK.now(),
            time_source=TimeSource.ARRIVAL,
            arrived_monotonic_s=CLOCK.monotonic_s(),
            sequence=self._sequence,
            codec=Codec.H264,
            width=64,
            height=36,
            data=b"",
        )

    def camera_states(self) -> dict[str, CameraState]:
        """Online."""
        return {CAMERA.id: CameraState.ONLINE}

    def health(self) -> Mapping[str, CameraHealth]:
        """Online."""
        return {CAMERA.id: CameraHealth(CAMERA.id, CameraState.ONLINE, CLOCK.now())}


class Decoder:
    """White pictures."""

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """White."""
        picture = av.VideoFrame.from_ndarray(np.full((36, 64, 3), 255, np.uint8), format="bgr24")
        return DecodedFrame(key_frame, CLOCK.monotonic_s(), picture)

    async def close(self) -> None:
        """Nothing to end."""


class Watch:
    """Opens once, or ends what was open."""

    watches_crowd = True
    watches_construction = False
    watches_diagnosis = False
    worth_saving = False
    blind = False
    view_moved_since = None
    frames_waiting = 0

    def __init__(self) -> None:
        self._next: Phase | None = Phase.NEW

    def mask_still(self, image: Image) -> Image:
        """No masks."""
        return image

    def look_crowd(self, image: Image, captured_at: datetime) -> list[Finding]:
        """One finding, once."""
        phase, self._next = self._next, None
        if phase is None:
            return []
        return [
            Finding(
                key=IncidentKey(CAMERA.id, IncidentKind.CROWD, "square"),
                phase=phase,
                captured_at=captured_at,
                severity=Severity.MINOR,
                measurement=Measurement(quantity="people", value=12, unit="people", limit=10),
                model=ModelName(name="fake", version="1", threshold=0.5),
                reason=EndReason.CLEARED if phase is Phase.END else None,
            )
        ]

    def look_diagnosis(self, image: Image, captured_at: datetime) -> list[Finding]:
        """Not watched."""
        return []

    def signal_lost(self, at: datetime) -> list[Finding]:
        """Nothing to end."""
        return []

    def visit_frame(self, image: Image) -> None:
        """Not watched."""

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Not watched."""
        return []

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Go on."""
        if list(incidents):
            self._next = Phase.END
        return []

    def state(self) -> bytes | None:
        """Nothing learned."""
        return None

    def restore(self, data: bytes) -> None:
        """Nothing learned."""


def make_watch(
    camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
) -> Watch:
    """The one kind there is."""
    return Watch()


class Centre:
    """Grants higher epochs, kept in a file; takes every picture."""

    def __init__(self, folder: Path) -> None:
        self._epoch = folder / "epoch"

    async def grant(self, shard: str) -> ShardRegistry:
        """A new epoch."""
        epoch = int(self._epoch.read_text() if self._epoch.exists() else "0") + 1
        self._epoch.write_text(str(epoch))
        return ShardRegistry(shard=shard, epoch=epoch, revision=1, cameras=(CAMERA,))

    async def cameras(self, shard: str, after: int) -> ShardRegistry | None:
        """Nothing newer."""
        return None

    async def dead_letters(self, shard: str, report: DeadLetterReport) -> DeadLetterOrders:
        """Nobody decides anything."""
        return DeadLetterOrders()

    async def open_incidents(self, shard: str) -> list[Incident]:
        """None: what goes on comes from disk."""
        return []

    async def put_evidence(self, picture: Picture) -> None:
        """Taken."""

    async def put_still(
        self,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> bool:
        """Taken."""
        return True


async def work(folder: Path) -> None:
    """Run until killed."""
    outbox = await Outbox.open(folder / "s1.sqlite", CLOCK)
    settings = WorkerSettings(node=NodeAddress("370499", "101", "n1", "s1"))
    parts = WorkerParts(CLOCK, SystemRandom(), outbox, Frames(), Decoder(), make_watch)
    centre = Centre(folder)
    links = Links(BrokerAddress.parse(os.environ["SHARP_EYES_BROKER_URL"]), centre, centre)
    worker = Worker(settings, parts, links, lambda streams: print("ready", streams, flush=True))
    await worker.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1])))
