"""Raises and ends faults of cameras that give no pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from ingest.health import CameraHealth
from ingest.worker.fault_watch import FaultStep, FaultWatch
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.watch_keeper import WatchKeeper
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.minter import CAMERA_ITSELF
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.reading import Reading
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock
from sharp_eyes.node.health import CameraState

METHOD_VERSION = "1"
"""Version of the rule that says when silence is a fault."""


class FaultReporter:
    """Turns silence into incidents of kind ``camera-fault``.

    Args:
        desk: Records them.
        keeper: Knows the cameras.
        clock: Stamps and measures.
        offline_after_s: Not online for so long is a fault.
        online_after_s: Online for so long ends it.
    """

    def __init__(
        self,
        desk: IncidentDesk,
        keeper: WatchKeeper,
        clock: Clock,
        *,
        offline_after_s: float,
        online_after_s: float,
    ) -> None:
        self._desk = desk
        self._keeper = keeper
        self._clock = clock
        self._limit_s = offline_after_s
        self._watch = FaultWatch(offline_after_s, online_after_s)

    def resume(self, incidents: Iterable[Incident]) -> None:
        """Go on with faults that were open before a restart, or at another owner.

        Args:
            incidents: Open ones; those of other kinds, and faults of pictures, are passed over.
        """
        for incident in incidents:
            of_signal = incident.key.zone_id == CAMERA_ITSELF
            if incident.key.kind is IncidentKind.CAMERA_FAULT and of_signal:
                self._watch.resume(incident.key.camera_id)

    async def look(self, health: Mapping[str, CameraHealth], fetched: Collection[str] = ()) -> None:
        """Take a snapshot of all cameras and record what it changes.

        Args:
            health: By camera; a camera that is not in it, such as a disabled one, has no fault.
            fetched: Cameras that are connected to for each look: that one is not connected at the
                moment is no fault, that it could not be is.
        """
        self._watch.keep(health.keys())
        now_s = self._clock.monotonic_s()
        recording = []
        for camera_id, one in health.items():
            well = one.state is CameraState.ONLINE or (
                camera_id in fetched and one.state is CameraState.CONNECTING
            )
            step = self._watch.look(camera_id, well, now_s)
            if step is not None:
                recording.append(self._record(camera_id, one, step, now_s))
        # Together: a town that loses its network is hundreds of them, in a few commits.
        for end in await asyncio.gather(*recording, return_exceptions=True):
            if isinstance(end, BaseException):
                raise end

    async def end_missing(self, health: Mapping[str, CameraHealth]) -> None:
        """End the faults of cameras that are registered and not held any more."""
        for camera_id in self._desk.cameras_with_open() - set(health):
            await self._tell(camera_id, 0.0, EndReason.CLEARED)

    async def _record(
        self, camera_id: str, one: CameraHealth, step: FaultStep, now_s: float
    ) -> None:
        if step is FaultStep.CLOSE:
            await self._tell(camera_id, 0.0, EndReason.CLEARED)
            return
        silent_s = self._watch.silent_s(camera_id, now_s)
        if one.last_frame_at is not None:
            since_frame = self._clock.now() - one.last_frame_at
            silent_s = max(silent_s, since_frame / timedelta(seconds=1))
        await self._tell(camera_id, silent_s, None)
        await self._end_what_needs_pictures(camera_id)

    async def _end_what_needs_pictures(self, camera_id: str) -> None:
        """A crowd nobody sees any more is over as far as we know; the fault says why."""
        watched = self._keeper.get(camera_id)
        if watched is None:
            return
        now = self._clock.now()
        async with watched.lock:
            # Quick: it sets a few figures, and looks at no picture.
            ends = watched.watch.signal_lost(now)
        for finding in ends:
            await self._desk.take(finding, watched.camera, TimeSource.ARRIVAL, now)

    async def _tell(self, camera_id: str, silent_s: float, end: EndReason | None) -> None:
        watched = self._keeper.get(camera_id)
        if watched is None:
            return
        now = self._clock.now()
        reading = Reading(
            captured_at=now,
            time_source=TimeSource.ARRIVAL,
            decoded_at=now,
            severity=Severity.MINOR,
            measurement=Measurement(
                quantity="silence", value=round(silent_s, 1), unit="s", limit=self._limit_s
            ),
            model=ModelName(name="ingest", version=METHOD_VERSION, threshold=self._limit_s),
        )
        key = IncidentKey(camera_id, IncidentKind.CAMERA_FAULT, CAMERA_ITSELF)
        await self._desk.tell(key, watched.camera, reading, end=end)
