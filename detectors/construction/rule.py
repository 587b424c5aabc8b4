"""When lasting change becomes an incident."""

from __future__ import annotations

from datetime import datetime

from detectors.incident_rule import IncidentRule
from detectors.rule_settings import RuleSettings
from detectors.severity_steps import SeveritySteps
from detectors.transition import Transition
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.registry.limits import ConstructionLimits

CONSTRUCTION_STEPS = SeveritySteps(serious=3.0, major=8.0, grave=20.0)
"""Area over the smallest area: with the default of 1 % of the picture serious from 3 %, major from
8 %, grave from 20 %."""

CLEAR_BELOW = 0.5
"""Share of the smallest area under which a change has gone again."""

LEAST_CHANGE = 0.25
"""Share of the smallest area by which a region must have grown to be told again."""

MAX_GAP_S = 7 * 86_400.0
"""Nights and fog leave gaps between visits that count; they change nothing on the ground."""


class ConstructionRule:
    """Opens at the smallest area (lasting is already asked of every pixel), ends when it is gone.

    Args:
        limits: Of the zone.
        visit_every_s: Promised interval between two visits; the change must stay away for
            ``lasting_visits`` of them before the incident ends.
    """

    def __init__(self, limits: ConstructionLimits, visit_every_s: float) -> None:
        self._limits = limits
        clear_hold_s = limits.lasting_visits * visit_every_s
        self._rule = IncidentRule(
            RuleSettings(
                limit=limits.min_area,
                clear_below=CLEAR_BELOW * limits.min_area,
                hold_s=0.0,
                clear_hold_s=clear_hold_s,
                cooldown_s=0.0,
                max_gap_s=max(MAX_GAP_S, 2 * clear_hold_s),
                steps=CONSTRUCTION_STEPS,
                least_change=LEAST_CHANGE * limits.min_area,
            )
        )

    @property
    def is_open(self) -> bool:
        """Whether an incident is open."""
        return self._rule.is_open

    @property
    def hysteresis(self) -> float:
        """Share of a limit from which a region counts now; smaller ones do while one is open."""
        return CLEAR_BELOW if self.is_open else 1.0

    def resume(self, incident: Incident) -> None:
        """Go on with an incident that was open before a restart."""
        self._rule.resume(incident.severity, incident.value, incident.last_sent_at)

    def look(self, changed_share: float, captured_at: datetime) -> Transition | None:
        """Take the weighed area one comparable visit found, and say what it changes."""
        return self._rule.look(round(changed_share, 4), captured_at)

    def close(self, reason: EndReason, at: datetime) -> Transition | None:
        """End the open incident for another reason than that it cleared."""
        return self._rule.close(reason, at)

    def measurement(self, value: float) -> Measurement:
        """Put a value beside its limit."""
        return Measurement(
            quantity="changed_area",
            value=value,
            unit="share of picture",
            limit=self._limits.min_area,
        )
