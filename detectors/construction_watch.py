"""All watched areas of one camera."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from detectors.construction.clean_view import CleanView, clean_view
from detectors.construction.detector import VERSION, ConstructionDetector, ZoneVisit
from detectors.construction.evidence_map import DIFFERENT
from detectors.construction.observation import ConstructionObservation
from detectors.construction.series_shot import SeriesShot, with_shot
from detectors.construction.state import ConstructionState
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.evidence.construction_scene import (
    construction_scene,
    construction_series,
    decode_jpeg,
    thumbnail,
)
from detectors.evidence.evidence_picture import EvidencePicture, to_jpeg
from detectors.finding import Finding
from detectors.ground.land_in_picture import land_in_picture
from detectors.ground.planes import ground_plane_of, plane_of_view
from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.transition import Transition
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

if TYPE_CHECKING:
    # Its runtime starts a thread and takes 20 MB as soon as it is imported.
    from detectors.construction.works_sight import WorksSight

BEFORE_LIFE = timedelta(hours=24)
"""While nothing changes, the before-picture is taken anew this often."""

SAME_LIMIT = 0.97
"""From this share on a limit is the zone's own, but for rounding."""

SHOT_EVERY = timedelta(hours=6)
"""Time between two pictures of the series while something changes."""

_METHOD = ModelName(name="lasting-change", version=VERSION, threshold=DIFFERENT)


class ConstructionWatch:
    """Makes visits of frames, hands them to the detector, makes the evidence.

    Args:
        camera: With at least one construction zone.
        permits: Of any camera; those of others are left out.
        model: Finds people and vehicles, or none: then pictures are pixelated whole and nothing
            is kept over a restart.
        local_zone: For permits' days and the local time in captions.
        protected_land: Land with lower limits of its own, of any camera.
        sight: Tells works from all else that is new, or none.
    """

    def __init__(
        self,
        camera: Camera,
        permits: Sequence[Permit],
        model: ObjectModel | None,
        local_zone: tzinfo,
        protected_land: Sequence[ProtectedLand] = (),
        sight: WorksSight | None = None,
    ) -> None:
        self._camera = camera
        self._model = model
        self._local_zone = local_zone
        self._masker = PeopleMasker()
        self._frames: list[Picture] = []
        self._before: tuple[bytes, datetime] | None = None
        self._before_is_grey = False
        self._shots: tuple[SeriesShot, ...] = ()
        every_s = camera.analytics.construction_every_s
        plane = ground_plane_of(camera)
        seen = land_in_picture(camera, permits, plane)
        protected = land_in_picture(camera, protected_land, plane)
        self._areas = {
            zone.id: WatchedArea(zone, seen, every_s, protected, plane_of_view(plane, zone.view))
            for zone in camera.active_zones
            if zone.kind == "construction"
        }
        self._detector = ConstructionDetector(tuple(self._areas.values()), every_s, sight=sight)
        self.observations: tuple[ConstructionObservation, ...] = ()
        self.detections: Detections | None = None

    def add_frame(self, image: Picture) -> None:
        """Take a key frame of the running visit, privacy masks burned in already.

        Beyond the camera's ``frames_per_visit`` the oldest goes.
        """
        self._frames.append(image)
        del self._frames[: -self._camera.analytics.frames_per_visit]

    @property
    def frames_waiting(self) -> int:
        """Frames of the running visit so far."""
        return len(self._frames)

    def look(self, captured_at: datetime) -> list[Finding]:
        """Make the visit of the frames taken; without one nothing happens.

        Args:
            captured_at: Capture time of the last frame, UTC.
        """
        if not self._frames:
            return []
        view = clean_view(self._frames)
        self._frames = []
        detections = None
        if self._model is not None:
            detections = self._model.detect(view.image, MASKING_THRESHOLD)
        self.detections = detections
        day = captured_at.astimezone(self._local_zone).date()
        visits = self._detector.visit(view.image, detections, view.moving, captured_at, day)
        self.observations = tuple(visit.observation for visit in visits)
        self._keep_pictures(view, detections, captured_at)
        return [
            self._finding(visit.area, visit.transition, self._pictures(visit, view, detections))
            for visit in visits
            if visit.transition is not None
        ]

    def resume(self, incident: Incident) -> None:
        """Go on with an open incident of one of the zones; of no other."""
        area = self._areas.get(incident.key.zone_id)
        if area is not None:
            area.rule.resume(incident)

    def close(self, reason: EndReason, at: datetime) -> Iterator[Finding]:
        """End all open incidents for another reason than that they cleared."""
        for area in self._areas.values():
            transition = area.rule.close(reason, at)
            if transition is not None:
                yield self._finding(area, transition, ())

    def state(self) -> bytes | None:
        """Return what a restart needs; none while learning, or without a model to mask people."""
        memory = self._detector.memory
        if self._model is None or self._before is None or memory is None:
            return None
        if not self._detector.learned:
            return None
        return ConstructionState(memory, *self._before, self._shots).to_bytes()

    def restore(self, data: bytes) -> None:
        """Go on with a stored state.

        Raises:
            Damaged: the state cannot be read.
        """
        state = ConstructionState.from_bytes(data)
        self._detector.restore(state.memory)
        self._before = (state.before_jpeg, state.before_at)
        self._shots = state.shots

    def _keep_pictures(
        self, view: CleanView, detections: Detections | None, captured_at: datetime
    ) -> None:
        """Keep a picture from before any change, and dated ones while something changes."""
        if any(one.outcome is VisitOutcome.NOT_COMPARABLE for one in self.observations):
            return
        if not self._detector.learned:
            self._before, self._shots = None, ()
            return
        grey = self._detector.latest_is_grey
        if self._detector.changing:
            waited = not self._shots or captured_at - self._shots[-1].at >= SHOT_EVERY
            if waited and not grey:
                small = thumbnail(self._masked(view, detections))
                self._shots = with_shot(self._shots, SeriesShot(captured_at, to_jpeg(small)))
        elif self._shots:
            # What was followed has gone again; the next change begins its own series.
            self._shots = ()
        if self._before is not None:
            fresh = abs(captured_at - self._before[1]) < BEFORE_LIFE
            # Daylight shows more than infrared does.
            better = self._before_is_grey and not grey
            worse = grey and not self._before_is_grey
            if self._detector.changing or worse or (fresh and not better):
                return
        self._before = (to_jpeg(self._masked(view, detections)), captured_at)
        self._before_is_grey = grey

    def _masked(self, view: CleanView, detections: Detections | None) -> Picture:
        """Mask people; where nothing can be told of movement, as in a visit of one frame, all."""
        known = None if view.moving is None else detections
        return self._masker.mask(view.image, known, view.moving)

    def _pictures(
        self, visit: ZoneVisit, view: CleanView, detections: Detections | None
    ) -> tuple[EvidencePicture, ...]:
        if visit.transition is None or not visit.transition.graver:
            return ()
        before = None
        if self._before is not None:
            image = decode_jpeg(self._before[0])
            before = None if image is None else (image, self._before[1])
        measurement = self._measured(visit.area, visit.transition, visit.observation)
        pictures = construction_scene(
            self._masked(view, detections),
            before,
            self._camera,
            visit.area.zone,
            visit.observation,
            measurement,
            self._local_zone,
            _METHOD,
        )
        sheet = construction_series(self._shots, self._camera, visit.area.zone, self._local_zone)
        return tuple(pictures if sheet is None else [*pictures, sheet])

    def _measured(
        self,
        area: WatchedArea,
        transition: Transition,
        observation: ConstructionObservation | None = None,
    ) -> Measurement:
        """Put what was measured beside the limit it is held against."""
        plain = area.rule.measurement(transition.value)
        if observation is None or not observation.changed_share or not transition.value:
            return plain
        share = round(observation.changed_share, 4)
        # A limit in square metres, or that of protected land, was reached sooner than the zone's.
        limit = plain.limit * share / transition.value
        if limit > SAME_LIMIT * plain.limit:
            limit = plain.limit
        return plain.model_copy(update={"value": share, "limit": round(limit, 5)})

    def _finding(
        self,
        area: WatchedArea,
        transition: Transition,
        pictures: tuple[EvidencePicture, ...],
    ) -> Finding:
        observation = next((one for one in self.observations if one.zone_id == area.zone.id), None)
        return Finding(
            key=IncidentKey(self._camera.id, IncidentKind.CONSTRUCTION, area.zone.id),
            phase=transition.phase,
            captured_at=transition.captured_at,
            severity=transition.severity,
            measurement=self._measured(area, transition, observation),
            model=_METHOD,
            reason=transition.reason,
            pictures=pictures,
        )
