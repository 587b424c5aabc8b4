"""A process that records alerts as fast as it can and says which are recorded; to be killed.

Usage: ``recording_child.py FILE HOW_MANY ZONES``, that many in each of so many zones side by side.
Prints one incident id per line after its commit.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import SystemRandom

from sharp_eyes.alert.evidence import Evidence
from sharp_eyes.alert.incident import IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox
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


async def record_all(path: Path, how_many: int, zones: int) -> None:
    """Record in every zone at one time."""
    outbox = await Outbox.open(path, SystemClock())
    await asyncio.gather(*(record(outbox, how_many, f"z{zone}") for zone in range(zones)))
    await outbox.close()


async def record(outbox: Outbox, how_many: int, zone: str) -> None:
    """Open an incident with a picture, and end it, again and again."""
    clock = SystemClock()
    minter = AlertMinter(UlidSource(clock, SystemRandom()), "/370499/101/n1/s1", 1)
    for number in range(how_many):
        picture = Picture.of(SystemRandom().randbytes(30_000))
        reading = Reading(
            clock.now(),
            TimeSource.ARRIVAL,
            clock.now(),
            Severity.MINOR,
            Measurement(quantity="people", value=number, unit="people", limit=10),
            ModelName(name="none", version="1", threshold=0.5),
            (Evidence(sha256=picture.sha256),),
        )
        key = IncidentKey(CAMERA.id, IncidentKind.CROWD, zone)
        incident, alert = minter.open(CAMERA, key, reading)
        await outbox.record(incident, alert, [picture])
        print("new", incident.incident_id, alert.id, picture.sha256, flush=True)
        ended, alert = minter.follow(incident, CAMERA, reading, EndReason.CLEARED)
        await outbox.record(ended, alert)
        print("end", incident.incident_id, alert.id, picture.sha256, flush=True)


if __name__ == "__main__":
    asyncio.run(record_all(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
