"""All crowd zones of one camera."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

import structlog

from detectors.crowd.detector import CrowdDetector, smallest_person
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.people_mapper import DensityMap, PeopleMapper
from detectors.crowd.standing_scene import StandingScene
from detectors.crowd.zone_people import ZonePeople
from detectors.evidence.crowd_scene import crowd_scene
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.ground.planes import ground_plane_of
from detectors.masking.motion import MotionFinder
from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.transition import Transition
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.camera import Camera

_log = structlog.get_logger(__name__)


class CrowdWatch:
    """One inference per look serves the counts of all zones and the masking of evidence.

    Args:
        camera: With at least one crowd zone.
        model: Finds people.
        local_zone: For the local time in captions.
        density: Counts where boxes no longer can, as the camera's analytics say; or none.
    """

    def __init__(
        self,
        camera: Camera,
        model: ObjectModel,
        local_zone: tzinfo,
        density: PeopleMapper | None = None,
    ) -> None:
        self._camera = camera
        self._model = model
        self._local_zone = local_zone
        self._density = None if camera.analytics.density_model == "never" else density
        self._motion = MotionFinder()
        self._standing = StandingScene()
        self._masker = PeopleMasker()
        plane = ground_plane_of(camera)
        self._detectors = {
            zone.id: CrowdDetector(
                zone,
                camera.analytics.crowd_every_s,
                model.resolved_people,
                plane,
                smallest_person(camera.analytics),
            )
            for zone in camera.active_zones
            if zone.kind == "crowd"
        }
        for detector in self._detectors.values():
            if detector.zone.limits.needs_ground and detector.ground is None:
                _log.warning(
                    "a crowd limit by density is not watched: the zone's ground is not known",
                    camera=camera.id,
                    zone=detector.zone.id,
                    next_step="sharp-eyes ground",
                )
        self.observations: tuple[CrowdObservation, ...] = ()
        self.detections: Detections | None = None
        self._density_failing = False

    def look(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Look once; privacy masks are burned in already."""
        threshold = self._camera.analytics.person_threshold
        detections = self.detections = self._found(image, threshold, captured_at)
        height, width = image.shape[:2]
        findings: list[Finding] = []
        observations: list[CrowdObservation] = []
        masked: Picture | None = None
        counts = {
            zone_id: detector.count(detections, threshold, width, height)
            for zone_id, detector in self._detectors.items()
        }
        people_map = self._people_map(image, counts)
        for zone_id, detector in self._detectors.items():
            people = counts[zone_id]
            if people_map is not None and self._applies(people):
                people = detector.count_map(people_map, width, height)
            observation, transition = detector.look(people, captured_at)
            observations.append(observation)
            if transition is None:
                continue
            pictures: tuple[EvidencePicture, ...] = ()
            if transition.graver:
                if masked is None:
                    masked = self._masked(image, detections)
                pictures = (
                    crowd_scene(
                        masked,
                        self._camera,
                        detector.zone,
                        observation,
                        detector.rule.measurement(),
                        self._local_zone,
                        self._model_name(observation),
                    ),
                )
            findings.append(self._finding(detector, transition, pictures, observation))
        self.observations = tuple(observations)
        return findings

    @property
    def shares(self) -> dict[str, float]:
        """Zone → the last look's figure nearest to its limit, as a share of that limit."""
        return {
            one.zone_id: self._detectors[one.zone_id].rule.reading.load for one in self.observations
        }

    def resume(self, incident: Incident) -> None:
        """Go on with an open incident of one of the zones; of no other."""
        detector = self._detectors.get(incident.key.zone_id)
        if detector is not None:
            detector.rule.resume(incident)

    def close(self, reason: EndReason, at: datetime) -> Iterator[Finding]:
        """End all open incidents for another reason than that they cleared."""
        for detector in self._detectors.values():
            transition = detector.rule.close(reason, at)
            if transition is not None:
                yield self._finding(detector, transition, ())

    def _found(self, image: Picture, threshold: float, captured_at: datetime) -> Detections:
        """Ask the model, unless the picture shows what the last one shows that it was asked of."""
        self._motion.look(image)
        light = self._motion.light
        if (
            self.detections is not None
            and light is not None
            and self._standing.stands(light, captured_at)
        ):
            return self.detections
        if light is not None:
            self._standing.counted(light, captured_at)
        return self._model.detect(image, min(threshold, MASKING_THRESHOLD))

    def _applies(self, people: ZonePeople) -> bool:
        """Tell whether the density model is to count instead of boxes."""
        return people.at_least or self._camera.analytics.density_model == "always"

    def _people_map(self, image: Picture, counts: dict[str, ZonePeople]) -> DensityMap | None:
        if self._density is None or not any(self._applies(one) for one in counts.values()):
            return None
        try:
            people_map = self._density.people_map(image)
        except BadInput as error:
            # Boxes still count; a network that fails on one picture fails on many.
            if not self._density_failing:
                _log.warning(
                    "the density model failed; boxes count",
                    camera=self._camera.id,
                    reason=str(error),
                )
            self._density_failing = True
            return None
        if self._density_failing:
            _log.info("the density model counts again", camera=self._camera.id)
            self._density_failing = False
        return people_map

    def _model_name(self, observation: CrowdObservation | None) -> ModelName:
        if self._density is not None and observation is not None and observation.by_density_model:
            return self._density.name()
        return self._model.name(self._camera.analytics.person_threshold)

    def _masked(self, image: Picture, detections: Detections) -> Picture:
        moving = self._motion.moving()
        # Without a picture before, what moves is unknown: then nothing of the picture is shown.
        return self._masker.mask(image, None if moving is None else detections, moving)

    def _finding(
        self,
        detector: CrowdDetector,
        transition: Transition,
        pictures: tuple[EvidencePicture, ...],
        observation: CrowdObservation | None = None,
    ) -> Finding:
        return Finding(
            key=IncidentKey(self._camera.id, IncidentKind.CROWD, detector.zone.id),
            phase=transition.phase,
            captured_at=transition.captured_at,
            severity=transition.severity,
            measurement=detector.rule.measurement(),
            model=self._model_name(observation),
            reason=transition.reason,
            pictures=pictures,
        )
