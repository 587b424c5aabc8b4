"""Everything that looks at one camera's pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from detectors.construction.detector import VERSION
from detectors.construction.evidence_map import DIFFERENT
from detectors.construction.observation import ConstructionObservation
from detectors.construction_watch import ConstructionWatch
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.people_mapper import PeopleMapper
from detectors.crowd_watch import CrowdWatch
from detectors.diagnosis.diagnosis_watch import METHOD_VERSION, PICTURE_ZONE, DiagnosisWatch
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.masking.privacy_masks import burn_privacy_masks
from detectors.models.camera_model import camera_model
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.watch_state import WatchState
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

if TYPE_CHECKING:
    # Its runtime starts a thread and takes 20 MB as soon as it is imported.
    from detectors.construction.works_sight import WorksSight

CHINA = timezone(timedelta(hours=8), "CST")
"""China Standard Time, the same all year."""


class CameraDetectors:
    """All detectors of one camera. Which are due is the caller's to decide.

    Every call is synchronous processor work. A camera must not be looked at by two threads at
    once; the model may be shared by all cameras. No clock is read: capture times decide.

    Args:
        camera: As registered; without active zones no crowd and no construction is ever found, and
            where the place type allows no analytics nothing at all.
        permits: Building permits; those that cannot touch this camera's ground are left out.
        model: Finds people; without one there is no crowd detection, and evidence is pixelated
            whole.
        local_zone: The cameras' local time, for permits' days and captions.
        protected_land: Land with lower limits of its own, chosen like permits.
        density: Counts people where boxes no longer can; none where the node has no such model.
        sight: Tells works from all else that is new at a plot; none where it is not loaded.
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
        sight: WorksSight | None = None,
    ) -> None:
        self.camera = camera
        if model is not None:
            model = camera_model(model, camera)
        # Said of a place whose kind is not known: no analytics. It is no matter of who may be seen
        # whether a picture is black, but the look is the same, and the rule has no exception.
        allowed = camera.enabled and camera.place_type.analytics_allowed
        self._diagnosis = DiagnosisWatch(camera, local_zone) if allowed else None
        kinds = {zone.kind for zone in camera.active_zones}
        self._crowd = (
            CrowdWatch(camera, model, local_zone, density)
            if "crowd" in kinds and model is not None
            else None
        )
        self._construction = (
            ConstructionWatch(camera, permits, model, local_zone, protected_land, sight)
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
    def watches_diagnosis(self) -> bool:
        """Whether ``look_diagnosis`` does anything."""
        watch = self._diagnosis
        return watch is not None and watch.possible and self.camera.analytics.diagnosis

    @property
    def blind(self) -> bool:
        """Whether the picture has a fault in which nothing that is seen can be believed."""
        return self._diagnosis is not None and self._diagnosis.blind

    @property
    def hidden(self) -> bool:
        """Whether the view has moved and no operator confirmed it: all of it is masked then."""
        return self.view_moved_since is not None

    @property
    def view_moved_since(self) -> datetime | None:
        """Since when the view has moved and no operator confirmed it; none where it has not."""
        return None if self._diagnosis is None else self._diagnosis.moved_since

    @property
    def worth_saving(self) -> bool:
        """Whether the diagnosis learned something since ``state`` was last called."""
        return self._diagnosis is not None and self._diagnosis.worth_saving

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

        It says whose stream's last seconds are worth keeping before an incident opens; none are
        while the camera is blind, or shows what nobody may see until an operator said so.
        """
        return {} if self._crowd is None or self.blind or self.hidden else self._crowd.shares

    @property
    def construction_observations(self) -> tuple[ConstructionObservation, ...]:
        """What the last visit found, one per watched area."""
        return self._construction.observations if self._construction else ()

    @property
    def frames_waiting(self) -> int:
        """Frames taken for the running visit."""
        return self._construction.frames_waiting if self._construction else 0

    def mask_still(self, image: Picture) -> Picture:
        """Make a still fit for live viewing; people are not masked there.

        Privacy masks are burned in. While the view has moved and nobody confirmed it, nobody knows
        where they belong, nor what is seen: then the whole picture is masked.
        """
        burned = self._burned(image)
        if self._diagnosis is not None and self.hidden:
            return self._diagnosis.shown(burned)
        return burned

    def _burned(self, image: Picture) -> Picture:
        return burn_privacy_masks(image, self.camera.privacy_masks)

    def look_diagnosis(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Look for faults of the picture; a fault that blinds ends what the others have open.

        Args:
            image: As decoded; privacy masks are burned into a copy, and what they cover is not
                judged.
            captured_at: Capture time, UTC.
        """
        if self._diagnosis is None or not self.watches_diagnosis:
            return []
        findings = self._diagnosis.look(self._burned(image), captured_at)
        if findings and self.blind:
            findings += self.close(EndReason.BLIND, captured_at)
        return findings

    def look_crowd(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Count people; nothing while the camera is blind.

        Args:
            image: As decoded; privacy masks are burned into a copy before anything looks at it.
            captured_at: Capture time, UTC.
        """
        if self._crowd is None or self.blind:
            return []
        burned = self._burned(image)
        findings = self._crowd.look(burned, captured_at)
        if self._diagnosis is None or not self.hidden:
            return findings
        whole = EvidencePicture.of(self._diagnosis.hidden(burned), EvidenceRole.SCENE)
        return [replace(one, pictures=(whole,)) if one.pictures else one for one in findings]

    def visit_frame(self, image: Picture) -> None:
        """Take one frame of the running visit; the picture must not be changed afterwards.

        Not while the camera is blind, nor before a moved view is confirmed.
        """
        if self._construction is not None and not (self.blind or self.hidden):
            self._construction.add_frame(self._burned(image))

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Finish the running visit.

        Args:
            captured_at: Capture time of its last frame, UTC.
        """
        if self._construction is None or self.blind or self.hidden:
            return []
        return self._construction.look(captured_at)

    def signal_lost(self, at: datetime) -> list[Finding]:
        """End open crowds: pictures come no more, and a crowd is a matter of now.

        Args:
            at: When that was found, UTC.
        """
        return [] if self._crowd is None else list(self._crowd.close(EndReason.BLIND, at))

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Go on with incidents that were open before a restart.

        Args:
            incidents: Open ones; those of other cameras and ended ones are left out.
            at: Capture time to give to incidents that end here, UTC.

        Returns:
            The end of every incident whose zone is watched no more, of a moved view that was
            confirmed meanwhile, and of all others where the camera is blind.
        """
        findings: list[Finding] = []
        resumed = 0
        for incident in incidents:
            if incident.key.camera_id != self.camera.id or incident.ended_at is not None:
                continue
            watch: CrowdWatch | ConstructionWatch | None
            if incident.key.kind is IncidentKind.CROWD:
                watch = self._crowd
            elif incident.key.kind is IncidentKind.CONSTRUCTION:
                watch = self._construction
            else:
                if incident.key.zone_id == PICTURE_ZONE:
                    findings += self._resume_diagnosis(incident, at)
                continue
            if not self._watched(incident.key):
                findings.append(_ended_with_its_zone(incident, at))
            elif watch is not None:
                watch.resume(incident)
                resumed += 1
        if resumed and self.blind:
            findings += self.close(EndReason.BLIND, at)
        return findings

    def _resume_diagnosis(self, incident: Incident, at: datetime) -> list[Finding]:
        if self._diagnosis is not None and self.watches_diagnosis:
            return self._diagnosis.resume(incident, at)
        return [_ended_with_its_zone(incident, at)]

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
        construction = None if self._construction is None else self._construction.state()
        diagnosis = None if self._diagnosis is None else self._diagnosis.state()
        if construction is None and diagnosis is None:
            return None
        return WatchState(self._masks_in_force(), construction, diagnosis).to_bytes()

    def restore(self, data: bytes) -> None:
        """Go on with a stored state.

        What construction learned under other privacy masks, or before the view was confirmed anew,
        is passed over: its pictures show what must not be seen any more, or another place.

        Raises:
            Damaged: it cannot be read; the detectors then learn anew.
        """
        state = WatchState.from_bytes(data)
        if self._diagnosis is not None and state.diagnosis is not None:
            self._diagnosis.restore(state.diagnosis)
        if (
            self._construction is not None
            and state.construction is not None
            and state.fingerprint == self._masks_in_force()
        ):
            self._construction.restore(state.construction)

    def _masks_in_force(self) -> bytes:
        """Return 32 bytes that differ where masks, or the view that was confirmed, do."""
        text = json.dumps(
            [mask.model_dump(mode="json") for mask in self.camera.privacy_masks], sort_keys=True
        )
        if self.camera.view_confirmed_at is not None:
            text += self.camera.view_confirmed_at.isoformat()
        return hashlib.sha256(text.encode()).digest()


def _ended_with_its_zone(incident: Incident, at: datetime) -> Finding:
    if incident.key.kind is IncidentKind.CROWD:
        measurement = Measurement(
            quantity="people", value=incident.value, unit="people", limit=incident.value
        )
        model = ModelName(name="none", version="0", threshold=0.0)
    elif incident.key.kind is IncidentKind.CAMERA_FAULT:
        # Which fault it was is not on record; that nobody looks any more is all there is to say.
        measurement = Measurement(
            quantity="view_moved", value=incident.value, unit="share", limit=incident.value
        )
        model = ModelName(name="picture-diagnosis", version=METHOD_VERSION, threshold=0.0)
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
