"""Turns findings into incidents and alerts, and records them (contracts C3, C4, C6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from detectors.finding import Finding
from ingest.worker.desk_turns import DeskTurns
from sharp_eyes.alert.evidence import Evidence, EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.registry.camera import Camera

_ENDED_KEPT = 64
"""Ended incidents that something may still follow: far more than clips wait."""
UPDATE_EVERY_S = 30.0
"""Updates of unchanged severity go at most this often (contract C4)."""


class IncidentDesk:
    """Knows the open incidents of the shard; the disk is the truth, this its copy in memory.

    Args:
        outbox: Where incidents and alerts are written.
        minter: Gives ids and order.
    """

    def __init__(self, outbox: Outbox, minter: AlertMinter) -> None:
        self._outbox = outbox
        self._minter = minter
        self._open: dict[IncidentKey, Incident] = {}
        # What was seen last of those that were told of since the start, and of which camera.
        self._last: dict[IncidentKey, tuple[Camera, Reading]] = {}
        # Those that ended lately, for what is still to follow them; the oldest go first.
        self._ended: dict[str, tuple[Incident, Camera, Reading]] = {}
        self._opened: list[Callable[[Incident, Camera], None]] = []
        self._turns = DeskTurns()

    async def load(self) -> list[Incident]:
        """Read the open incidents from disk, after a start or when others were taken over.

        Returns:
            Those that were not known before.
        """
        async with self._turns.alone():
            before = self._open
            self._open = {one.key: one for one in await self._outbox.open_incidents()}
            return [one for key, one in self._open.items() if key not in before]

    def on_opened(self, listener: Callable[[Incident, Camera], None]) -> None:
        """Tell somebody of each incident that opens, once it is recorded; must not wait."""
        self._opened.append(listener)

    def set_epoch(self, epoch: int) -> None:
        """Mint alerts of this epoch from now on."""
        self._minter.epoch = epoch

    def open_of(self, camera_id: str) -> list[Incident]:
        """Return a camera's open incidents."""
        return [one for key, one in self._open.items() if key.camera_id == camera_id]

    def open_zones(self) -> dict[str, set[str]]:
        """Return the zones that have an open incident, by camera id."""
        zones: dict[str, set[str]] = {}
        for key in self._open:
            zones.setdefault(key.camera_id, set()).add(key.zone_id)
        return zones

    def cameras_with_open(self) -> set[str]:
        """Return the ids of all cameras that have an open incident."""
        return {key.camera_id for key in self._open}

    async def take(
        self, finding: Finding, camera: Camera, time_source: TimeSource, decoded_at: datetime
    ) -> bool:
        """Record what a detector found.

        What the detector believes and what is on record may differ after a restart: ``new`` for a
        key that has an open incident goes on with that incident, ``update`` without one opens one,
        ``end`` without one is nothing.

        Args:
            finding: From the detectors.
            camera: The camera as registered.
            time_source: Whose clock the capture time comes from.
            decoded_at: When the frame had been decoded, UTC.

        Returns:
            Whether an alert was recorded.
        """
        reading = Reading(
            captured_at=finding.captured_at,
            time_source=time_source,
            decoded_at=decoded_at,
            severity=finding.severity,
            measurement=finding.measurement,
            model=finding.model,
            evidence=tuple(Evidence(sha256=one.sha256, role=one.role) for one in finding.pictures),
        )
        pictures = [Picture(one.sha256, one.jpeg) for one in finding.pictures]
        end = finding.reason if finding.phase is Phase.END else None
        return await self.tell(finding.key, camera, reading, pictures, end)

    async def tell(
        self,
        key: IncidentKey,
        camera: Camera,
        reading: Reading,
        pictures: Sequence[Picture] = (),
        end: EndReason | None = None,
    ) -> bool:
        """Open, update or end the incident of a key.

        Args:
            key: Camera, kind and zone.
            camera: The camera as registered.
            reading: What was seen.
            pictures: Files that the reading's evidence names.
            end: Why it ended; none while it goes on.

        Returns:
            Whether an alert was recorded.
        """
        # Two findings of one key must not both open it.
        async with self._turns.of(key):
            before = self._open.get(key)
            if before is None:
                if end is not None:
                    return False
                after, alert = self._minter.open(camera, key, reading)
            elif end is None and _too_soon(before, reading):
                return False
            else:
                after, alert = self._minter.follow(before, camera, reading, end)
            await self._outbox.record(after, alert, pictures)
            if after.ended_at is None:
                self._open[key] = after
                self._last[key] = camera, reading
            else:
                del self._open[key]
                self._last.pop(key, None)
                self._remember_ended(after, camera, reading)
        if before is None:
            for listener in self._opened:
                listener(after, camera)
        return True

    async def attach(self, incident: Incident, file: Picture, role: EvidenceRole) -> bool:
        """Let an update of an incident name one more file (contract C7).

        It says again what was said last: nothing new was measured. The incident may have ended
        meanwhile, and stays so.

        Args:
            incident: As it opened.
            file: Its clip, people masked.
            role: What it shows.

        Returns:
            Whether it was recorded; not where the incident ended long ago, or before a restart.
        """
        async with self._turns.of(incident.key):
            known = self._known(incident)
            if known is None:
                return False
            before, camera, reading = known
            evidence = Evidence(sha256=file.sha256, role=role, media_type=file.media_type)
            again = replace(reading, evidence=(evidence,))
            after, alert = self._minter.follow(before, camera, again)
            await self._outbox.record(after, alert, [file])
            if after.ended_at is None:
                self._open[incident.key] = after
            else:
                self._ended[incident.incident_id] = after, camera, reading
        return True

    def _known(self, incident: Incident) -> tuple[Incident, Camera, Reading] | None:
        before, last = self._open.get(incident.key), self._last.get(incident.key)
        if before is not None and last is not None and before.incident_id == incident.incident_id:
            return before, *last
        return self._ended.get(incident.incident_id)

    def _remember_ended(self, incident: Incident, camera: Camera, reading: Reading) -> None:
        self._ended[incident.incident_id] = incident, camera, replace(reading, evidence=())
        while len(self._ended) > _ENDED_KEPT:
            del self._ended[next(iter(self._ended))]


def _too_soon(before: Incident, reading: Reading) -> bool:
    if reading.severity != before.severity:
        return False
    # Capture times may jump back when a camera's clock is set; then the next one goes.
    since_s = (reading.captured_at - before.last_sent_at).total_seconds()
    return 0.0 <= since_s < UPDATE_EVERY_S
