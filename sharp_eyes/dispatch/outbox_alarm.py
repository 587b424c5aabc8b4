"""Raises a fault of the shard while its outbox is nearly full (contract C6)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from sharp_eyes.alert.alert import Alert, AlertData
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource

OUTBOX_ZONE = "outbox"
"""The zone of such an incident, whose subject is the shard."""

CALM_SHARE = 0.5
"""The fault ends once no cap is filled further; nearer to 0.8 it would come and go."""

LOOK_S = 1.0
_METHOD = ModelName(name="outbox", version="1", threshold=OutboxLimits().warn_share)


class OutboxAlarm:
    """Watches the outbox's figures and records the fault in the outbox itself.

    It is told like everything else: durable, in order, and after the centre is back at the latest.
    Beginning and end are never dropped, so there is room for them whatever the caps say.

    Args:
        outbox: Watched, and written to.
        node: Whose it is.
        ids: Makes ULIDs.
        clock: Time.
        epoch: Gives the shard's present epoch.
    """

    def __init__(
        self,
        outbox: Outbox,
        node: NodeAddress,
        ids: UlidSource,
        clock: Clock,
        epoch: Callable[[], int],
    ) -> None:
        self._outbox = outbox
        self._node = node
        self._ids = ids
        self._clock = clock
        self._epoch = epoch
        self._key = IncidentKey(f"shard/{node.shard}", IncidentKind.CAMERA_FAULT, OUTBOX_ZONE)

    async def run(self) -> None:
        """Watch until cancelled."""
        incident = await self._outbox.incident_of(self._key)
        while True:
            incident = await self.look(incident)
            await asyncio.sleep(LOOK_S)

    async def look(self, incident: Incident | None) -> Incident | None:
        """Look once.

        Args:
            incident: The one that is open, or none.

        Returns:
            The one that is open now, or none.
        """
        figures = self._outbox.figures
        if incident is None and figures.nearly_full:
            now = self._clock.now()
            opened = Incident(
                incident_id=self._ids.new(),
                key=self._key,
                opened_at=now,
                severity=Severity.MAJOR,
                epoch=self._epoch(),
                seq=0,
                last_sent_at=now,
                value=figures.fill,
            )
            await self._outbox.record(opened, self._alert(opened, Phase.NEW))
            return opened
        if incident is not None and figures.fill < CALM_SHARE:
            now = self._clock.now()
            ended = replace(
                incident,
                epoch=max(incident.epoch, self._epoch()),
                seq=incident.seq + 1,
                last_sent_at=now,
                value=figures.fill,
                ended_at=now,
            )
            await self._outbox.record(ended, self._alert(ended, Phase.END))
            return None
        return incident

    def _alert(self, incident: Incident, phase: Phase) -> Alert:
        return Alert(
            id=self._ids.new(),
            type=incident.key.kind.event_type,  # type: ignore[arg-type]  # checked by pydantic
            source=self._node.source,
            subject=incident.key.camera_id,
            time=incident.last_sent_at,
            data=AlertData(
                incident_id=incident.incident_id,
                phase=phase,
                epoch=incident.epoch,
                seq=incident.seq,
                severity=incident.severity,
                region=f"{self._node.county}{self._node.town}000",
                zone=OUTBOX_ZONE,
                measurement=Measurement(
                    quantity="outbox_fill",
                    value=round(incident.value, 3),
                    unit="share",
                    limit=_METHOD.threshold,
                ),
                time_source=TimeSource.ARRIVAL,
                decoded_at=incident.last_sent_at,
                model=_METHOD,
                reason=EndReason.CLEARED if phase is Phase.END else None,
            ),
        )
