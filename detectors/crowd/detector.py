"""The crowd detector of one zone."""

from __future__ import annotations

from datetime import datetime

from detectors.crowd.observation import CrowdObservation
from detectors.crowd.rule import CrowdRule
from detectors.crowd.smoothing import CountSmoother
from detectors.crowd.zone_count import feet_in_zone
from detectors.models.detections import Detections
from detectors.transition import Transition
from sharp_eyes.registry.limits import CrowdLimits
from sharp_eyes.registry.zone import Zone


class CrowdDetector:
    """Counts, smooths, and lets the rule decide.

    Args:
        zone: A zone of kind ``crowd``.
        look_every_s: Promised interval between two looks.
        resolved_people: Count from which the model's count is only "at least".
    """

    def __init__(self, zone: Zone, look_every_s: float, resolved_people: int) -> None:
        if not isinstance(zone.limits, CrowdLimits):
            raise TypeError(f"zone {zone.id} is of kind {zone.kind}")
        self.zone = zone
        self.rule = CrowdRule(zone.limits, look_every_s)
        self._resolved_people = resolved_people
        self._smoother = CountSmoother()
        self._last_at: datetime | None = None

    def look(
        self, people: Detections, width: int, height: int, captured_at: datetime
    ) -> tuple[CrowdObservation, Transition | None]:
        """Look once.

        Args:
            people: Boxes of people above the camera's threshold, px, of the whole picture.
            width: Of the picture, px.
            height: Of the picture, px.
            captured_at: Capture time, UTC.
        """
        if (
            self._last_at is not None
            and abs((captured_at - self._last_at).total_seconds()) > self.rule.max_gap_s
        ):
            self._smoother.forget()
        self._last_at = captured_at
        feet = feet_in_zone(people, self.zone.polygon, width, height)
        observation = CrowdObservation(
            zone_id=self.zone.id,
            captured_at=captured_at,
            people=len(feet),
            smoothed=self._smoother.add(len(feet)),
            # The whole picture counts: elsewhere in it the boxes blur together just the same.
            at_least=len(people) >= self._resolved_people,
            feet=feet,
        )
        return observation, self.rule.look(observation)
