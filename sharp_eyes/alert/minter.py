"""Mints incidents and the alerts that tell of them (contracts C3 and C4)."""

from __future__ import annotations

from dataclasses import replace

from sharp_eyes.alert.alert import Alert, AlertData
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.reading import Reading
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.camera import Camera

CAMERA_ITSELF = "-"
"""The zone of incidents that concern the camera and no part of its picture."""


class AlertMinter:
    """Gives each incident its id and each alert its place in the order.

    Args:
        ids: Makes ULIDs.
        source: CloudEvents ``source`` of the shard, ``/<county6>/<town3>/<node>/<shard>``.
        epoch: The shard's epoch; alerts of a later epoch come after all of an earlier one.
    """

    def __init__(self, ids: UlidSource, source: str, epoch: int) -> None:
        self._ids = ids
        self._source = source
        self.epoch = epoch

    def open(self, camera: Camera, key: IncidentKey, reading: Reading) -> tuple[Incident, Alert]:
        """Open an incident.

        Args:
            camera: The camera, for region, grid and place.
            key: Camera, kind and zone; no incident of this key is open.
            reading: What was seen.
        """
        incident = Incident(
            incident_id=self._ids.new(),
            key=key,
            opened_at=reading.captured_at,
            severity=reading.severity,
            epoch=self.epoch,
            seq=0,
            last_sent_at=reading.captured_at,
            value=reading.measurement.value,
        )
        return incident, self._alert(incident, Phase.NEW, camera, reading, None)

    def follow(
        self,
        incident: Incident,
        camera: Camera,
        reading: Reading,
        end: EndReason | None = None,
    ) -> tuple[Incident, Alert]:
        """Tell how an open incident goes, or that it ended.

        Args:
            incident: Its state before.
            camera: The camera, for region, grid and place.
            reading: What was seen.
            end: Why it ended; none for an update.
        """
        after = replace(
            incident,
            severity=reading.severity,
            epoch=self.epoch,
            # Counted on also over a new epoch, so that the order holds by either of the two.
            seq=incident.seq + 1,
            last_sent_at=reading.captured_at,
            value=reading.measurement.value,
            # Once over it stays so: a clip may follow it.
            ended_at=reading.captured_at if end is not None else incident.ended_at,
        )
        phase = Phase.UPDATE if end is None else Phase.END
        return after, self._alert(after, phase, camera, reading, end)

    def _alert(
        self,
        incident: Incident,
        phase: Phase,
        camera: Camera,
        reading: Reading,
        end: EndReason | None,
    ) -> Alert:
        zone = incident.key.zone_id
        return Alert(
            id=self._ids.new(),
            type=incident.key.kind.event_type,  # type: ignore[arg-type]  # checked by pydantic
            source=self._source,
            subject=f"camera/{camera.id}",
            time=reading.captured_at,
            data=AlertData(
                incident_id=incident.incident_id,
                phase=phase,
                epoch=incident.epoch,
                seq=incident.seq,
                severity=reading.severity,
                region=camera.region,
                grid=camera.grid,
                location=camera.location,
                zone=None if zone == CAMERA_ITSELF else zone,
                measurement=reading.measurement,
                time_source=reading.time_source,
                decoded_at=reading.decoded_at,
                evidence=reading.evidence,
                model=reading.model,
                reason=end,
            ),
        )
