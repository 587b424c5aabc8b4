"""When people in a zone become an incident."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from detectors.crowd.levels import CROWD_STEPS, severity_by_density
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.reading import CrowdReading, Quantity
from detectors.crowd.smoothing import SMOOTHED_LOOKS
from detectors.crowd.trend import Trend
from detectors.incident_rule import IncidentRule
from detectors.rule_settings import RuleSettings
from detectors.transition import Transition
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.severity import Severity
from sharp_eyes.registry.limits import CrowdLimits

MIN_GAP_S = 60.0
GAP_LOOKS = 5.0

LEAST_CHANGE = 0.05
"""Of the limit: densities that move by less are not told again; a count must move by one person."""


class CrowdRule:
    """Limits, hold time, hysteresis, clear hold and cooldown on smoothed counts and densities.

    A zone is as full as the fullest of its figures is of its limit: that figure opens the incident,
    and it is the one told. The severity is the gravest that any figure gives: a count by its share
    of the limit, a density by published levels (``detectors.crowd.levels``), also where the limit
    is another one.

    Args:
        limits: Of the zone.
        look_every_s: Promised interval between two looks.
        known: Whether the zone's ground is known; without it densities have no say.
    """

    def __init__(self, limits: CrowdLimits, look_every_s: float, *, known: bool = False) -> None:
        every: dict[Quantity, float | None] = {
            "people": limits.people,
            "density": limits.density if known else None,
            "peak_density": limits.peak_density if known else None,
        }
        self._limits: dict[Quantity, float] = {
            quantity: float(limit) for quantity, limit in every.items() if limit is not None
        }
        self._warn_ahead_s = limits.warn_ahead_s
        self._trends: dict[Quantity, Trend] = {quantity: Trend() for quantity in self._limits}
        first: Quantity = next(iter(self._limits), "people")
        self._reading = CrowdReading(first, 0.0, self._limits.get(first, 1.0))
        self._raw: deque[tuple[datetime, dict[Quantity, float]]] = deque(maxlen=SMOOTHED_LOOKS)
        self._last_at: datetime | None = None
        self.max_gap_s = max(MIN_GAP_S, GAP_LOOKS * look_every_s)
        people = self._limits.get("people")
        self._rule = IncidentRule(
            RuleSettings(
                limit=1.0,
                clear_below=limits.clear_below,
                hold_s=limits.hold_s,
                clear_hold_s=limits.clear_hold_s,
                cooldown_s=(
                    limits.clear_hold_s if limits.cooldown_s is None else limits.cooldown_s
                ),
                max_gap_s=self.max_gap_s,
                steps=CROWD_STEPS,
                # A whole person, whatever dividing does to the last digit.
                least_change=LEAST_CHANGE if people is None else (1.0 - 1e-6) / people,
            )
        )

    @property
    def is_open(self) -> bool:
        """Whether an incident is open."""
        return self._rule.is_open

    @property
    def reading(self) -> CrowdReading:
        """The figure nearest to its limit, of the last look."""
        return self._reading

    def resume(self, incident: Incident) -> None:
        """Go on with an incident that was open before a restart."""
        self._reading = self._likely(incident)
        self._rule.resume(incident.severity, self._reading.load, incident.last_sent_at)

    def look(self, observation: CrowdObservation) -> Transition | None:
        """Take one observation and say what it changes."""
        if not self._limits:
            return None
        self._forget_over_gaps(observation.captured_at)
        self._reading = max(self._readings(observation), key=lambda reading: reading.load)
        ahead_s, quantity = self._reading.seconds_to_limit, self._reading.quantity
        expected = (
            self._warn_ahead_s is not None and ahead_s is not None and ahead_s <= self._warn_ahead_s
        )
        return self._rule.look(
            self._reading.load,
            observation.captured_at,
            severity=self._severity(observation),
            expected=expected,
            # The median needs two looks at the limit: the first of them was when it was reached.
            since=next((at for at, raw in self._raw if raw[quantity] >= self._reading.limit), None),
        )

    def close(self, reason: EndReason, at: datetime) -> Transition | None:
        """End the open incident for another reason than that it cleared."""
        return self._rule.close(reason, at)

    def measurement(self) -> Measurement:
        """Return the figure of the last look beside its limit."""
        return self._reading.measurement()

    def _readings(self, observation: CrowdObservation) -> list[CrowdReading]:
        smoothed, raw = _figures(observation), _raw_figures(observation)
        self._raw.append((observation.captured_at, raw))
        readings = []
        for quantity, limit in self._limits.items():
            trend = self._trends[quantity]
            trend.add(raw[quantity], observation.captured_at)
            readings.append(
                CrowdReading(
                    quantity,
                    smoothed[quantity],
                    limit,
                    observation.at_least,
                    trend.seconds_to(limit) if smoothed[quantity] < limit else None,
                )
            )
        return readings

    def _severity(self, observation: CrowdObservation) -> Severity:
        densities = (observation.density or 0.0, observation.peak_density or 0.0)
        severity = severity_by_density(max(densities))
        if self._reading.load >= 1.0:
            severity = max(severity, Severity.SERIOUS)
        people = self._limits.get("people")
        if people is not None:
            severity = max(severity, CROWD_STEPS.of(float(observation.smoothed), people))
        return severity

    def _likely(self, incident: Incident) -> CrowdReading:
        """Return the reading an incident's last value was, which does not say its unit."""
        readings = [
            CrowdReading(quantity, incident.value, limit)
            for quantity, limit in self._limits.items()
        ]
        if not readings:
            return self._reading
        # An open incident lies near its limit: a density taken for a count would lie far below.
        return min(readings, key=lambda reading: abs(reading.load - 1.0))

    def _forget_over_gaps(self, at: datetime) -> None:
        if self._last_at is not None:
            gap_s = abs((at - self._last_at).total_seconds())
            if gap_s > self.max_gap_s:
                self._raw.clear()
                for trend in self._trends.values():
                    trend.forget()
        self._last_at = at


def _figures(observation: CrowdObservation) -> dict[Quantity, float]:
    return {
        "people": float(observation.smoothed),
        "density": observation.density or 0.0,
        "peak_density": observation.peak_density or 0.0,
    }


def _raw_figures(observation: CrowdObservation) -> dict[Quantity, float]:
    return {
        "people": float(observation.people),
        "density": observation.raw_density or 0.0,
        "peak_density": observation.raw_peak_density or 0.0,
    }
