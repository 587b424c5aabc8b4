"""Everything that looks at one camera's pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone, tzinfo

from detectors.construction.change_map import DIFFERENT
from detectors.construction.detector import VERSION
from detectors.construction.observation import ConstructionObservation
from detectors.construction_watch import ConstructionWatch
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.people_mapper import PeopleMapper
from detectors.crowd_watch import CrowdWatch
from detectors.finding import Finding
from detectors.masking.privacy_masks import burn_privacy_masks
from detectors.models.camera_model import camera_model
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

_STATE_FORMAT = b"SE1"
_FINGERPRINT_BYTES = 32

CHINA = timezone(timedelta(hours=8), "CST")
"""China Standard Time, the same all year."""


class CameraDetectors:
    """All detectors of one camera. Which are due is the caller's to decide.

    Every call is synchronous processor work. A camera must not be looked at by two threads at
    once; the model may be shared by all cameras. No clock is read: capture times decide.

    Args:
        camera: As registered; without active zones nothing is ever found.
        permits: Building permits; those that cannot touch this camera's ground are left out.
        model: Finds people; without one there is no crowd detection, and evidence is pixelated
            whole.
        local_zone: The cameras' local time, for permits' days and captions.
        protected_land: Land with lower limits of its own, chosen like permits.
        density: Counts people where boxes no longer can; none where the node has no such model.
    """

    def __init__(
        self,
        camera: Camera,
        permits: Sequence[Permit] = (),
        model: ObjectModel | None = None,
        *,
        local_zone: tzinfo = CHINA,
        protected_land: Sequence[ProtectedLand] = (),
        density: PeopleMapper | None = None,
    ) -> None:
        self.camera = camera
        if model is not None:
            model = camera_model(model, camera)
        kinds = {zone.kind for zone in camera.active_zones}
        self._crowd = (
            CrowdWatch(camera, model, local_zone, density)
            if "crowd" in kinds and model is not None
            else None
        )
        self._construction = (
            ConstructionWatch(camera, permits, model, local_zone, protected_land)
            if "construction" in kinds
            else None
        )

    @property
    def watches_crowd(self) -> bool:
        """Whether ``look_crowd`` does anything."""
        return self._crowd is not None

    @property
    def watches_construction(self) -> bool:
        """Whether visits do anything."""
        return self._construction is not None

    @property
    def crowd_observations(self) -> tuple[CrowdObservation, ...]:
        """What the last look found, one per crowd zone."""
        return self._crowd.observations if self._crowd else ()

    @property
    def crowd_detections(self) -> Detections | None:
        """All boxes of the last look, also those below the camera's threshold; none before one."""
        return self._crowd.detections if self._crowd else None

    @property
    def crowd_shares(self) -> dict[str, float]:
        """Zone → what the last look found there, as a share of the zone's limit.

        It says whose stream's last seconds are worth keeping before an incident opens.
        """
        return {} if self._crowd is None else self._crowd.shares

    @property
    def construction_observations(self) -> tuple[ConstructionObservation, ...]:
        """What the last visit found, one per watched area."""
        return self._construction.observations if self._construction else ()

    @property
    def frames_waiting(self) -> int:
        """Frames taken for the running visit."""
        return self._construction.frames_waiting if self._construction else 0

    def mask_still(self, image: Picture) -> Picture:
        """Burn the privacy masks into a still for live viewing; people are not masked there."""
        return burn_privacy_masks(image, self.camera.privacy_masks)

    def look_crowd(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Count people.

        Args:
            image: As decoded; privacy masks are burned into a copy before anything looks at it.
            captured_at: Capture time, UTC.
        """
        if self._crowd is None:
            return []
        return self._crowd.look(self.mask_still(image), captured_at)

    def visit_frame(self, image: Picture) -> None:
        """Take one frame of the running visit; the picture must not be changed afterwards."""
        if self._construction is not None:
            self._construction.add_frame(self.mask_still(image))

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Finish the running visit.

        Args:
            captured_at: Capture time of its last frame, UTC.
        """
        return [] if self._construction is None else self._construction.look(captured_at)

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Go on with incidents that were open before a restart.

        Args:
            incidents: Open ones; those of other cameras and ended ones are left out.
            at: Capture time to give to incidents that end here, UTC.

        Returns:
            The end of every incident whose zone is watched no more.
        """
        findings: list[Finding] = []
        for incident in incidents:
            if incident.key.camera_id != self.camera.id or incident.ended_at is not None:
                continue
            watch: CrowdWatch | ConstructionWatch | None
            if incident.key.kind is IncidentKind.CROWD:
                watch = self._crowd
            elif incident.key.kind is IncidentKind.CONSTRUCTION:
                watch = self._construction
            else:
                continue
            if not self._watched(incident.key):
                findings.append(_ended_with_its_zone(incident, at))
            elif watch is not None:
                watch.resume(incident)
        return findings

    def _watched(self, key: IncidentKey) -> bool:
        return any(
            zone.id == key.zone_id and zone.kind == key.kind.value
            for zone in self.camera.active_zones
        )

    def close(self, reason: EndReason, at: datetime) -> list[Finding]:
        """End all open incidents: the camera is blind, removed, or its zones changed.

        Args:
            reason: Why.
            at: Capture time of the last frame seen, UTC.
        """
        findings: list[Finding] = []
        for watch in (self._crowd, self._construction):
            if watch is not None:
                findings.extend(watch.close(reason, at))
        return findings

    def state(self) -> bytes | None:
        """Return what a restart needs beside the open incidents; none when there is nothing yet."""
        state = None if self._construction is None else self._construction.state()
        return None if state is None else self._masks_in_force() + state

    def restore(self, data: bytes) -> None:
        """Go on with a stored state.

        A state made under other privacy masks is passed over: its pictures show what must not be
        seen any more, or hide what may be.

        Raises:
            Damaged: it cannot be read; the detectors then learn anew.
        """
        if self._construction is None:
            return
        end = len(_STATE_FORMAT) + _FINGERPRINT_BYTES
        if not data.startswith(_STATE_FORMAT) or len(data) < end:
            raise Damaged(
                Bilingual("检测状态无法读取", "a detector's state cannot be read"),
                camera=self.camera.id,
            )
        if data[:end] == self._masks_in_force():
            self._construction.restore(data[end:])

    def _masks_in_force(self) -> bytes:
        masks = [mask.model_dump(mode="json") for mask in self.camera.privacy_masks]
        return _STATE_FORMAT + hashlib.sha256(json.dumps(masks, sort_keys=True).encode()).digest()


def _ended_with_its_zone(incident: Incident, at: datetime) -> Finding:
    if incident.key.kind is IncidentKind.CROWD:
        measurement = Measurement(
            quantity="people", value=incident.value, unit="people", limit=incident.value
        )
        model = ModelName(name="none", version="0", threshold=0.0)
    else:
        measurement = Measurement(
            quantity="changed_area",
            value=incident.value,
            unit="share of picture",
            limit=incident.value,
        )
        model = ModelName(name="lasting-change", version=VERSION, threshold=DIFFERENT)
    return Finding(
        key=incident.key,
        phase=Phase.END,
        captured_at=at,
        severity=incident.severity,
        measurement=measurement,
        model=model,
        reason=EndReason.ZONE_CHANGED,
    )
