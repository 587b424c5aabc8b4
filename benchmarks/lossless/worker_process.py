"""The real worker in front of simulated cameras; to be killed.

Usage: ``python -m benchmarks.lossless.worker_process FOLDER SEED CAMERAS ZONES URL``.
What is not real: streams and model. Real are schedule, looks, incidents, outbox, pictures, health,
the broker's client and the centre's client. It dies where it is told to (``KillPoints``).
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import SystemRandom

import av
import numpy as np

from benchmarks.lossless.kill_points import KillPoints
from benchmarks.lossless.scene_clock import SceneClock
from benchmarks.lossless.scene_truth import LIMIT_PEOPLE, NOBODY, Moment, SceneTruth, ZoneStory
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.picture import Picture as Image
from ingest.camera_source import CameraSource
from ingest.centre_client.client import CentreClient
from ingest.codec import Codec
from ingest.frame import DecodedFrame, KeyFrame
from ingest.health import CameraHealth
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.settings import WorkerSettings
from ingest.worker.worker import Worker
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.evidence_spool import EvidenceSpool
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_file import OutboxFile
from sharp_eyes.dispatch.publisher import Publisher
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import CameraState
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

CLOCK = SystemClock()
NODE = NodeAddress("370499", "101", "demo", "shard-1")
FRAME_EVERY_S = 0.4


class Frames:
    """A key frame of each camera in turn."""

    def __init__(self, camera_ids: Sequence[str]) -> None:
        self._ids = deque(camera_ids)
        self._every_s = FRAME_EVERY_S / max(1, len(camera_ids))
        self._sequence = 0
        self._began = CLOCK.now()

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Nothing to close."""

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Always the same."""

    def fetch(self, camera_id: str, frames: int = 1) -> None:
        """It is held anyway."""

    async def next_frame(self) -> KeyFrame:
        """The next camera's."""
        await asyncio.sleep(self._every_s)
        self._sequence += 1
        self._ids.rotate(-1)
        return KeyFrame(
            camera_id=self._ids[0],
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
        return dict.fromkeys(self._ids, CameraState.ONLINE)

    def health(self) -> Mapping[str, CameraHealth]:
        """Online."""
        return {one: CameraHealth(one, CameraState.ONLINE, self._began) for one in self._ids}


class Decoder:
    """White pictures."""

    def __init__(self) -> None:
        self._pixels = np.full((36, 64, 3), 255, np.uint8)

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """White."""
        # One of its own for each look: FFmpeg's scaler keeps its state in the frame.
        picture = av.VideoFrame.from_ndarray(self._pixels, format="bgr24")
        return DecodedFrame(key_frame, CLOCK.monotonic_s(), picture)

    async def close(self) -> None:
        """Nothing to end."""


class NoStills:
    """Nobody looks."""

    async def put_still(
        self,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> bool:
        """Not wanted."""
        return False


class Watch:
    """Sees what the truth says, in each zone of one camera."""

    watches_crowd = True
    watches_construction = False
    watches_diagnosis = False
    worth_saving = False
    view_moved_since: datetime | None = None
    blind = False
    frames_waiting = 0

    def __init__(self, camera_id: str, truth: SceneTruth, clock: SceneClock) -> None:
        self._camera_id = camera_id
        self._clock = clock
        self._number = truth.camera_ids().index(camera_id)
        self._stories = {
            zone_id: ZoneStory(truth, camera_id, zone_id) for zone_id in truth.zone_ids()
        }
        self._open: dict[str, Moment] = {}

    def mask_still(self, image: Image) -> Image:
        """No masks."""
        return image

    def look_crowd(self, image: Image, captured_at: datetime) -> list[Finding]:
        """Open where people stand, end where they are gone."""
        scene_s = self._clock.looked(self._number)
        last_begin_s = self._clock.last_begin_s
        findings = []
        for zone_id, story in self._stories.items():
            before, now = self._open.get(zone_id), story.at(scene_s, last_begin_s)
            if before is None and now.people != NOBODY:
                self._open[zone_id] = now
                findings.append(self._finding(zone_id, Phase.NEW, now, captured_at))
            elif before is not None and now.people == NOBODY:
                del self._open[zone_id]
                findings.append(self._finding(zone_id, Phase.END, before, captured_at))
            elif before is not None and now != before:
                self._open[zone_id] = now
                findings.append(self._finding(zone_id, Phase.UPDATE, now, captured_at))
        return findings

    def _finding(self, zone_id: str, phase: Phase, now: Moment, at: datetime) -> Finding:
        pictures: tuple[EvidencePicture, ...] = ()
        if phase is not Phase.END:
            told = f"{self._camera_id} {zone_id} {now}".encode()
            jpeg = b"\xff\xd8\xff\xe0" + told * 60 + b"\xff\xd9"
            pictures = (EvidencePicture.of_jpeg(jpeg, EvidenceRole.SCENE),)
        return Finding(
            key=IncidentKey(self._camera_id, IncidentKind.CROWD, zone_id),
            phase=phase,
            captured_at=at,
            severity=Severity.SERIOUS if now.grave else Severity.MINOR,
            measurement=Measurement(
                quantity="people", value=float(now.people), unit="people", limit=LIMIT_PEOPLE
            ),
            model=ModelName(name="truth", version="1", threshold=0.5),
            reason=EndReason.CLEARED if phase is Phase.END else None,
            pictures=pictures,
        )

    def look_diagnosis(self, image: Image, captured_at: datetime) -> list[Finding]:
        """Not watched."""
        return []

    def signal_lost(self, at: datetime) -> list[Finding]:
        """Never lost."""
        return []

    def visit_frame(self, image: Image) -> None:
        """Not watched."""

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Not watched."""
        return []

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Go on with what is open."""
        for one in incidents:
            if one.key.kind is IncidentKind.CROWD:
                grave = one.severity > Severity.MINOR
                self._open[one.key.zone_id] = Moment(int(one.value), grave=grave)
        return []

    def state(self) -> bytes | None:
        """Nothing learned."""
        return None

    def restore(self, data: bytes) -> None:
        """Nothing learned."""


def make_places(points: KillPoints) -> None:
    """Make the places of ``places.WORKER_PLACES``."""
    points.before(IncidentDesk, "take", "looked")
    points.before(OutboxFile, "_insert_row", "state written, alert not")
    points.before(EvidenceSpool, "add", "alert written, picture not")
    points.before(OutboxFile, "_keep_cap", "all written, not committed")
    points.after_waiting(Outbox, "record", "committed")
    points.before(Publisher, "_publish", "taken, not published")
    points.after_waiting(Publisher, "_publish", "published")
    points.before(Outbox, "acknowledge", "answered, not removed")
    points.after_waiting(Outbox, "acknowledge", "removed")
    points.before(CentreClient, "put_evidence", "picture not sent")
    points.before(Outbox, "settle_picture", "picture sent, not settled")


async def work(folder: Path, truth: SceneTruth, centre_url: str) -> None:
    """Run until killed."""
    outbox = await Outbox.open(folder / f"{NODE.shard}.sqlite", CLOCK)
    clock = SceneClock(folder / "scene", truth.cameras)
    # A budget that is never reached: on a busy machine looks would become rare, and nothing else.
    settings = WorkerSettings(node=NODE, construction=False, diagnosis=False, budget_cores=100.0)

    def watch(
        camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> Watch:
        return Watch(camera.id, truth, clock)

    parts = WorkerParts(CLOCK, SystemRandom(), outbox, Frames(truth.camera_ids()), Decoder(), watch)
    broker = BrokerAddress.parse(os.environ["SHARP_EYES_BROKER_URL"])
    async with CentreClient(centre_url, os.environ["SHARP_EYES_NODE_TOKEN"]) as centre:
        links = Links(broker, centre, NoStills())
        worker = Worker(settings, parts, links, lambda _: print("worker ready", flush=True))
        await worker.run(asyncio.Event())


def main() -> None:
    """Read the arguments and run."""
    folder, seed, cameras, zones, centre_url = sys.argv[1:]
    points = KillPoints.from_environment()
    make_places(points)
    truth = SceneTruth(int(seed), int(cameras), int(zones))
    asyncio.run(work(Path(folder), truth, centre_url))


if __name__ == "__main__":
    main()
