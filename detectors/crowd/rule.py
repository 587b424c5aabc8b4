"""When people in a zone become an incident."""

from __future__ import annotations

from datetime import datetime

from detectors.crowd.observation import CrowdObservation
from detectors.incident_rule import IncidentRule
from detectors.rule_settings import RuleSettings
from detectors.severity_steps import SeveritySteps
from detectors.transition import Transition
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.registry.limits import CrowdLimits

CROWD_STEPS = SeveritySteps(serious=1.0, major=1.5, grave=2.0)
"""Count over limit: at the limit serious, half over it major, twice it grave; minor is what lingers
between clearing and the limit. On a zone whose limit is 2 people/m² (Fruin: dense but moving),
grave is then 4 people/m² (Still: movement restricted)."""

MIN_GAP_S = 60.0
GAP_LOOKS = 5.0


class CrowdRule:
    """Limit, hold time, hysteresis, clear hold and cooldown on smoothed counts.

    The registry has no cooldown of its own: the clear hold serves as one.

    Args:
        limits: Of the zone.
        look_every_s: Promised interval between two looks.
    """

    def __init__(self, limits: CrowdLimits, look_every_s: float) -> None:
        self._limits = limits
        self._at_least = False
        self.max_gap_s = max(MIN_GAP_S, GAP_LOOKS * look_every_s)
        self._rule = IncidentRule(
            RuleSettings(
                limit=float(limits.people),
                clear_below=limits.clear_below * limits.people,
                hold_s=limits.hold_s,
                clear_hold_s=limits.clear_hold_s,
                cooldown_s=limits.clear_hold_s,
                max_gap_s=self.max_gap_s,
                steps=CROWD_STEPS,
                least_change=1.0,
            )
        )

    @property
    def is_open(self) -> bool:
        """Whether an incident is open."""
        return self._rule.is_open

    def resume(self, incident: Incident) -> None:
        """Go on with an incident that was open before a restart."""
        self._rule.resume(incident.severity, incident.value, incident.last_sent_at)

    def look(self, observation: CrowdObservation) -> Transition | None:
        """Take one observation and say what it changes."""
        self._at_least = observation.at_least
        return self._rule.look(float(observation.smoothed), observation.captured_at)

    def close(self, reason: EndReason, at: datetime) -> Transition | None:
        """End the open incident for another reason than that it cleared."""
        return self._rule.close(reason, at)

    def measurement(self, value: float) -> Measurement:
        """Put a value beside its limit."""
        return Measurement(
            quantity="people",
            value=value,
            unit="people",
            limit=float(self._limits.people),
            at_least=self._at_least,
        )
