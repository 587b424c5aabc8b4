"""The crowd detector of one zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from detectors.crowd.counted_people import counted_people
from detectors.crowd.density_count import people_in_zone
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.people_mapper import DensityMap
from detectors.crowd.rule import CrowdRule
from detectors.crowd.smoothing import CountSmoother
from detectors.crowd.zone_count import feet_in_zone
from detectors.crowd.zone_people import ZonePeople
from detectors.ground.ground_plane import GroundPlane
from detectors.ground.planes import plane_of_view
from detectors.ground.zone_ground import ZoneGround
from detectors.models.detections import Detections
from detectors.transition import Transition
from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.limits import CrowdLimits
from sharp_eyes.registry.zone import Zone

SMALLEST_PERSON = 0.05
"""Height of a person, share of the picture's width, below which box models begin to miss people:
32 px of 640; NanoDet finds all of 50 px in 768 (.065). With an input of 416 px, in one part."""

USUAL_INPUT_PX = 416
"""Longer side of the input for which ``SMALLEST_PERSON`` holds."""


TOO_FAR = 0.25
"""Share of a zone, as it is drawn, in which people look smaller than that, from which on a count of
the whole zone is only "at least"."""


def smallest_person(analytics: Analytics) -> float:
    """Return the height of the smallest person found well, as a share of the picture's width.

    A larger input and tiles show people larger to the model.
    """
    columns, _ = analytics.tile_grid
    larger = (analytics.input_long_side or USUAL_INPUT_PX) / USUAL_INPUT_PX
    return SMALLEST_PERSON / (larger * columns)


class CrowdDetector:
    """Counts, smooths, and lets the rule decide.

    Args:
        zone: A zone of kind ``crowd``.
        look_every_s: Promised interval between two looks.
        resolved_people: Count from which the model's count is only "at least".
        plane: Of the camera, where it has ground points.
        smallest_person: Height of the smallest person the model finds well, as a share of the
            picture's width.
    """

    def __init__(
        self,
        zone: Zone,
        look_every_s: float,
        resolved_people: int,
        plane: GroundPlane | None = None,
        smallest_person: float = SMALLEST_PERSON,
    ) -> None:
        if not isinstance(zone.limits, CrowdLimits):
            raise TypeError(f"zone {zone.id} is of kind {zone.kind}")
        self.zone = zone
        self._plane = plane_of_view(plane, zone.view)
        self.ground = ZoneGround.of(self._plane, zone.polygon)
        self.rule = CrowdRule(zone.limits, look_every_s, known=self.ground is not None)
        self._resolved_people = resolved_people
        self._smallest_person = smallest_person
        self._count, self._density, self._peak = (CountSmoother() for _ in range(3))
        self._last_at: datetime | None = None
        self._too_far: tuple[float, bool] | None = None

    def count(
        self, detections: Detections, threshold: float, width: int, height: int
    ) -> ZonePeople:
        """Count the boxes that stand in the zone.

        Args:
            detections: All boxes of the picture, also weak ones, px.
            threshold: Score from which a box is a person, of the camera.
            width: Of the picture, px.
            height: Of the picture, px.
        """
        counted = counted_people(detections, threshold)
        feet = feet_in_zone(counted.people, self.zone.polygon, width, height)
        # The whole picture counts: elsewhere in it the boxes blur together just the same.
        at_least = counted.more or len(counted.people) >= self._resolved_people
        far = len(feet) > 0 and self._is_too_far(width / height)
        return ZonePeople(feet, np.ones(len(feet), np.float32), at_least or far)

    def count_map(self, people: DensityMap, width: int, height: int) -> ZonePeople:
        """Count by a density map.

        Args:
            people: From ``DensityModel.people_map``.
            width: Of the picture, px.
            height: Of the picture, px.
        """
        return people_in_zone(people, self.zone.polygon, self._plane, width / height)

    def look(
        self, people: ZonePeople, captured_at: datetime
    ) -> tuple[CrowdObservation, Transition | None]:
        """Take the people of one look.

        Args:
            people: From ``count`` or ``count_map``.
            captured_at: Capture time, UTC.
        """
        if (
            self._last_at is not None
            and abs((captured_at - self._last_at).total_seconds()) > self.rule.max_gap_s
        ):
            for smoother in (self._count, self._density, self._peak):
                smoother.forget()
        self._last_at = captured_at
        density = peak = raw_density = raw_peak = densest = None
        if self.ground is not None:
            densest = self.ground.densest(people.places, people.weights)
            raw_density = self.ground.density(people.count)
            # People stand in a part of the zone: its densest part is no emptier than the whole.
            raw_peak = max(densest.density if densest else 0.0, raw_density)
            density, peak = self._density.add(raw_density), self._peak.add(raw_peak)
        count = round(people.count)
        observation = CrowdObservation(
            zone_id=self.zone.id,
            captured_at=captured_at,
            people=count,
            smoothed=round(self._count.add(count)),
            at_least=people.at_least,
            feet=np.zeros((0, 2), np.float32) if people.by_density_model else people.places,
            area_m2=None if self.ground is None else self.ground.area_m2,
            density=density,
            peak_density=peak,
            raw_density=raw_density,
            raw_peak_density=raw_peak,
            densest=densest,
            by_density_model=people.by_density_model,
        )
        transition = self.rule.look(observation)
        ahead_s = self.rule.reading.seconds_to_limit
        return replace(observation, seconds_to_limit=ahead_s), transition

    def _is_too_far(self, aspect: float) -> bool:
        if self.ground is None:
            return False
        if self._too_far is None or self._too_far[0] != aspect:
            share = self.ground.share_smaller_than(self._smallest_person, aspect)
            self._too_far = (aspect, share > TOO_FAR)
        return self._too_far[1]
