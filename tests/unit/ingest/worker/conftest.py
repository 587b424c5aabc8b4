"""Fakes for a worker: frames on demand, detectors that say what they are told, a centre."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest

from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.picture import Picture as Image
from ingest.camera_source import CameraSource
from ingest.centre_client.errors import ShardTakenOver
from ingest.codec import Codec
from ingest.frame import DecodedFrame, KeyFrame
from ingest.health import CameraHealth
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock, SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.errors import TryAgain
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
from tests.unit.ingest.worker.rig import Rig


def camera(number: int, **more: object) -> Camera:
    """A camera with one crowd zone."""
    fields: dict[str, object] = {
        "id": f"370499010013260000{number:02}",
        "name": f"摄像机 {number}",
        "region": "370499101201",
        "streams": Streams(sub=f"rtsp://127.0.0.1:1/{number}"),
        "place_type": PlaceType.SQUARE,
        "analytics": Analytics(
            crowd_every_s=0.5,
            zones=(Zone(id="square", limits=CrowdLimits(kind="crowd", people=10)),),
        ),
    }
    return Camera.model_validate({**fields, **more})


class FakeFrames:
    """Gives out the frames a test puts in, and the health it sets."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.sources: list[CameraSource] = []
        self.fetched: list[tuple[str, int]] = []
        self.states: dict[str, CameraState] = {}
        self.started = self.closed = False
        self._frames: asyncio.Queue[KeyFrame] = asyncio.Queue()
        self._sequence = 0

    async def start(self) -> None:
        """Note it."""
        self.started = True

    async def close(self) -> None:
        """Note it."""
        self.closed = True

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Note them."""
        self.sources = list(sources)

    def fetch(self, camera_id: str, frames: int = 1) -> None:
        """Note it."""
        self.fetched.append((camera_id, frames))

    async def next_frame(self) -> KeyFrame:
        """The next one put in."""
        return await self._frames.get()

    def put(self, camera_id: str) -> KeyFrame:
        """Put a key frame in."""
        self._sequence += 1
        frame = KeyFrame(
            camera_id,
            self.clock.now(),
            TimeSource.ARRIVAL,
            self.clock.monotonic_s(),
            self._sequence,
            Codec.H264,
            64,
            36,
            b"",
        )
        self._frames.put_nowait(frame)
        return frame

    def camera_states(self) -> dict[str, CameraState]:
        """As ``health`` says."""
        return {camera_id: one.state for camera_id, one in self.health().items()}

    def health(self) -> Mapping[str, CameraHealth]:
        """All cameras; online unless a test says otherwise."""
        return {
            one.id: CameraHealth(
                one.id, self.states.get(one.id, CameraState.ONLINE), self.clock.now()
            )
            for one in self.sources
        }


class FakeDecoder:
    """Makes a white picture of every key frame."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.decoded: list[KeyFrame] = []

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """White."""
        self.decoded.append(key_frame)
        picture = av.VideoFrame.from_ndarray(np.full((36, 64, 3), 255, np.uint8), format="bgr24")
        return DecodedFrame(key_frame, self.clock.monotonic_s(), picture)

    async def close(self) -> None:
        """Nothing to end."""


@dataclass
class FakeWatch:
    """Finds what its script says, one phase a look; remembers what it was told."""

    camera: Camera
    script: list[Phase]
    resumed: list[Incident] = field(default_factory=list)
    restored: bytes | None = None
    looks: int = 0
    working: bool = False
    watches_crowd: bool = True
    watches_construction: bool = False
    watches_diagnosis: bool = False
    worth_saving: bool = False
    blind: bool = False
    frames_waiting: int = 0
    view_moved_since: datetime | None = None
    diagnosed: int = 0
    crowded: bool = False

    def mask_still(self, image: Image) -> Image:
        """Blacken the left half, as a mask would."""
        masked = image.copy()
        masked[:, : image.shape[1] // 2] = 0
        return masked

    def look_crowd(self, image: Image, captured_at: datetime) -> list[Finding]:
        """What the script says."""
        assert not self.working, "two threads at once"
        self.working = True
        self.looks += 1
        phase = self.script.pop(0) if self.script else None
        self.working = False
        self.crowded = phase is Phase.NEW or (self.crowded and phase is not Phase.END)
        return [finding(self.camera.id, phase, captured_at)] if phase else []

    def look_diagnosis(self, image: Image, captured_at: datetime) -> list[Finding]:
        """Count it."""
        self.diagnosed += 1
        return []

    def signal_lost(self, at: datetime) -> list[Finding]:
        """End the crowd, if there is one."""
        if not self.crowded:
            return []
        self.crowded = False
        return [finding(self.camera.id, Phase.END, at, reason=EndReason.BLIND)]

    def visit_frame(self, image: Image) -> None:
        """Not watched."""

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Not watched."""
        return []

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Remember; end those whose zone is gone."""
        self.resumed = list(incidents)
        zones = {zone.id for zone in self.camera.active_zones}
        return [
            finding(self.camera.id, Phase.END, at, one.key.zone_id, EndReason.ZONE_CHANGED)
            for one in self.resumed
            if one.key.zone_id not in zones and one.key.kind is IncidentKind.CROWD
        ]

    def state(self) -> bytes | None:
        """Something to restore."""
        return b"state of " + self.camera.id.encode()

    def restore(self, data: bytes) -> None:
        """Remember."""
        self.restored = data


def finding(
    camera_id: str,
    phase: Phase,
    at: datetime,
    zone: str = "square",
    reason: EndReason = EndReason.CLEARED,
    severity: Severity = Severity.MINOR,
) -> Finding:
    """A finding of a crowd; a new one has a picture."""
    jpeg = f"{camera_id} {at}".encode()
    return Finding(
        key=IncidentKey(camera_id, IncidentKind.CROWD, zone),
        phase=phase,
        captured_at=at,
        severity=severity,
        measurement=Measurement(quantity="people", value=12, unit="people", limit=10),
        model=ModelName(name="fake", version="1", threshold=0.5),
        reason=reason if phase is Phase.END else None,
        pictures=(EvidencePicture.of_jpeg(jpeg, EvidenceRole.SCENE),) if phase is Phase.NEW else (),
    )


class FakeWatches:
    """Makes fake detectors and keeps them for the test to see."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Phase]] = {}
        self.diagnosis = False
        self.made: list[FakeWatch] = []

    def __call__(
        self, camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> FakeWatch:
        """Make one."""
        watch = FakeWatch(camera, self.scripts.get(camera.id, []))
        watch.watches_diagnosis = self.diagnosis
        self.made.append(watch)
        return self.made[-1]


class FakeCentre:
    """A centre in memory; ``away`` makes every call fail, ``taken_over`` those of an owner."""

    def __init__(self) -> None:
        self.registry = ShardRegistry(shard="s1", epoch=0, revision=1)
        self.incidents: list[Incident] = []
        self.away = False
        self.taken_over = False
        self.asked: list[int] = []
        self.reports: list[DeadLetterReport] = []
        self.orders = DeadLetterOrders()
        self.pictures: dict[str, bytes] = {}
        self.stills: list[tuple[str, bytes, datetime]] = []
        self.wanted = True
        self.hold = asyncio.Event()
        self.hold.set()

    def _answer(self) -> None:
        if self.away:
            raise TryAgain(Bilingual("不在", "away"))

    async def grant(self, shard: str) -> ShardRegistry:
        """A new epoch."""
        self._answer()
        self.registry = self.registry.model_copy(update={"epoch": self.registry.epoch + 1})
        return self.registry

    async def cameras(self, shard: str, after: int) -> ShardRegistry | None:
        """What is newer."""
        self._answer()
        self.asked.append(after)
        if self.taken_over:
            raise ShardTakenOver("centre", "the shard s1 is not node n1's")
        return self.registry if self.registry.revision > after else None

    async def open_incidents(self, shard: str) -> list[Incident]:
        """As set."""
        self._answer()
        return self.incidents

    async def dead_letters(self, shard: str, report: DeadLetterReport) -> DeadLetterOrders:
        """What was ordered."""
        self._answer()
        self.reports.append(report)
        return self.orders

    async def put_evidence(self, picture: Picture) -> None:
        """Keep it."""
        self._answer()
        self.pictures[picture.sha256] = picture.data

    async def put_still(
        self,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> bool:
        """Keep it, as soon as the test lets it."""
        await self.hold.wait()
        self._answer()
        self.stills.append((camera_id, jpeg, captured_at))
        return self.wanted

    def change(self, *cameras: Camera) -> None:
        """Make these the cameras, by a new revision."""
        self.registry = self.registry.model_copy(
            update={"cameras": cameras, "revision": self.registry.revision + 1}
        )


async def _until(condition: Callable[[], object], limit_s: float = 40) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def until() -> Callable[..., object]:
    """Wait for a condition with a limit."""
    return _until


@pytest.fixture
def make_camera() -> Callable[..., Camera]:
    """Makes cameras."""
    return camera


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    """Makes findings."""
    return finding


@pytest.fixture
def clock() -> Clock:
    """The machine's clock; a test on a clock that stands still overrides this."""
    return SystemClock()


@pytest.fixture
def frames(clock: Clock) -> FakeFrames:
    """Frames on demand."""
    return FakeFrames(clock)


@pytest.fixture
def decoder(clock: Clock) -> FakeDecoder:
    """White pictures."""
    return FakeDecoder(clock)


@pytest.fixture
def watches() -> FakeWatches:
    """Detectors by script."""
    return FakeWatches()


@pytest.fixture
def centre() -> FakeCentre:
    """A centre in memory."""
    return FakeCentre()


@pytest.fixture
async def outbox(tmp_path: Path, clock: Clock) -> AsyncIterator[Outbox]:
    """An outbox on disk."""
    made = await Outbox.open(tmp_path / "s1.sqlite", clock)
    yield made
    await made.close()


@pytest.fixture
def rig(
    tmp_path: Path,
    frames: FakeFrames,
    decoder: FakeDecoder,
    watches: FakeWatches,
    centre: FakeCentre,
) -> Rig:
    """A rig."""
    return Rig(tmp_path, frames, decoder, watches, centre)
