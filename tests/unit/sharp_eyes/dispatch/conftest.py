"""A camera, a minter on a clock that stands still, and an outbox in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import Evidence
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams

CAMERA = Camera(
    id="37049901001326000002",
    name="广场",
    region="370499101201",
    streams=Streams(sub="rtsp://127.0.0.1/2"),
)


class Story:
    """Tells incidents: opens them, follows them, ends them, each with its alert."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.minter = AlertMinter(UlidSource(clock, Random(7)), "/370499/101/n1/s1", 1)

    def reading(self, value: float = 12.0, pictures: tuple[Picture, ...] = ()) -> Reading:
        """What a look saw."""
        return Reading(
            captured_at=self.clock.now(),
            time_source=TimeSource.ARRIVAL,
            decoded_at=self.clock.now() + timedelta(milliseconds=5),
            severity=Severity.MINOR,
            measurement=Measurement(quantity="people", value=value, unit="people", limit=10),
            model=ModelName(name="nanodet-g", version="1", threshold=0.4),
            evidence=tuple(Evidence(sha256=picture.sha256) for picture in pictures),
        )

    def open(self, zone: str = "square", *pictures: Picture) -> tuple[Incident, Alert]:
        """A new incident."""
        key = IncidentKey(CAMERA.id, IncidentKind.CROWD, zone)
        return self.minter.open(CAMERA, key, self.reading(pictures=pictures))

    def update(
        self, incident: Incident, value: float = 13.0, *pictures: Picture
    ) -> tuple[Incident, Alert]:
        """An update."""
        return self.minter.follow(incident, CAMERA, self.reading(value, pictures))

    def end(self, incident: Incident) -> tuple[Incident, Alert]:
        """Its end."""
        return self.minter.follow(incident, CAMERA, self.reading(0.0), EndReason.CLEARED)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that moves when told."""
    return ManualClock()


@pytest.fixture
def story(clock: ManualClock) -> Story:
    """Tells incidents."""
    return Story(clock)


@pytest.fixture
def limits() -> OutboxLimits:
    """Caps; a test that wants others parametrises this."""
    return OutboxLimits()


@pytest.fixture
async def outbox(tmp_path: Path, clock: ManualClock, limits: OutboxLimits) -> AsyncIterator[Outbox]:
    """An outbox on disk."""
    made = await Outbox.open(tmp_path / "s1.sqlite", clock, limits)
    yield made
    await made.close()
