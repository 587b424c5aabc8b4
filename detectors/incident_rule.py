"""When a measured value opens, changes and ends an incident: the rule behind all detectors."""

from __future__ import annotations

from datetime import datetime

from detectors.rule_settings import RuleSettings
from detectors.transition import Transition
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity

UPDATE_EVERY_S = 30.0
"""Updates of unchanged severity at most this often (contract C4)."""

LEAST_SHARE = 0.05
"""Share of the value last sent that an update must differ by."""


class IncidentRule:
    """One incident at a time out of a row of values. Runs on capture times alone.

    Args:
        settings: What the values are held against.
    """

    def __init__(self, settings: RuleSettings) -> None:
        self._settings = settings
        self._open = False
        self._severity = Severity.MINOR
        self._over_since: datetime | None = None
        self._clear_since: datetime | None = None
        self._lower_since: datetime | None = None
        self._ended_at: datetime | None = None
        self._last_look_at: datetime | None = None
        self._last_sent_at: datetime | None = None
        self._last_sent_value = 0.0
        self._value = 0.0

    @property
    def is_open(self) -> bool:
        """Whether an incident is open."""
        return self._open

    @property
    def settings(self) -> RuleSettings:
        """What the values are held against."""
        return self._settings

    def resume(self, severity: Severity, value: float, last_sent_at: datetime) -> None:
        """Go on with an incident that was open before a restart: no second one is opened.

        Args:
            severity: Of its last alert.
            value: Of its last alert.
            last_sent_at: Capture time of its last alert, UTC.
        """
        self._open = True
        self._severity = severity
        self._value = self._last_sent_value = value
        self._last_sent_at = last_sent_at
        self._clear_since = self._lower_since = self._over_since = None

    def look(
        self,
        value: float,
        captured_at: datetime,
        *,
        severity: Severity | None = None,
        expected: bool = False,
        since: datetime | None = None,
    ) -> Transition | None:
        """Take one value and say what it changes.

        Args:
            value: What was measured.
            captured_at: Capture time, UTC.
            severity: Of the value; by the settings' steps where none is given.
            expected: Whether the limit counts as reached because the value is about to reach it.
            since: Capture time of the look at which the limit was really reached, where smoothing
                tells of it only now; this look's where none is given.
        """
        if severity is None:
            severity = self._settings.steps.of(value, self._settings.limit)
        reached = expected or value >= self._settings.limit
        self._forget_over_gaps(captured_at)
        self._last_look_at = captured_at
        self._value = value
        if self._open:
            cleared = value < self._settings.clear_below and not expected
            return self._look_open(value, captured_at, severity, cleared=cleared)
        if not reached:
            self._over_since = None
            return None
        self._over_since = self._over_since or since or captured_at
        return self._look_over(value, captured_at, severity)

    def close(self, reason: EndReason, at: datetime) -> Transition | None:
        """End the open incident for another reason than that it cleared; none when none is open."""
        if not self._open:
            return None
        return self._end(reason, at)

    def _forget_over_gaps(self, captured_at: datetime) -> None:
        if self._last_look_at is None:
            return
        gap_s = (captured_at - self._last_look_at).total_seconds()
        # Cameras' clocks also jump back; a small step is only ignored, a large one is a gap.
        if abs(gap_s) > self._settings.max_gap_s:
            self._over_since = self._clear_since = self._lower_since = None

    def _look_over(self, value: float, at: datetime, severity: Severity) -> Transition | None:
        since = self._over_since or at
        if (at - since).total_seconds() < self._settings.hold_s:
            return None
        if self._ended_at is not None:
            since_end_s = (at - self._ended_at).total_seconds()
            if 0.0 <= since_end_s < self._settings.cooldown_s:
                return None
        self._open = True
        self._severity = severity
        self._clear_since = self._lower_since = None
        return self._send(Phase.NEW, at, value, graver=True)

    def _look_open(
        self, value: float, at: datetime, severity: Severity, *, cleared: bool
    ) -> Transition | None:
        if cleared:
            self._clear_since = self._clear_since or at
            if (at - self._clear_since).total_seconds() >= self._settings.clear_hold_s:
                return self._end(EndReason.CLEARED, at)
        else:
            self._clear_since = None
        if severity > self._severity:
            self._severity = severity
            self._lower_since = None
            return self._send(Phase.UPDATE, at, value, graver=True)
        if severity < self._severity:
            self._lower_since = self._lower_since or at
            lower_s = (at - self._lower_since).total_seconds()
            # What is about to end needs no word that it became milder.
            if lower_s >= self._settings.clear_hold_s and self._clear_since is None:
                self._severity = severity
                self._lower_since = None
                return self._send(Phase.UPDATE, at, value)
        else:
            self._lower_since = None
        # What has cleared and only waits for its end is told by the end.
        least = max(self._settings.least_change, LEAST_SHARE * self._last_sent_value)
        news = abs(value - self._last_sent_value) >= least and self._clear_since is None
        if news and self._may_update(at):
            return self._send(Phase.UPDATE, at, value)
        return None

    def _may_update(self, at: datetime) -> bool:
        if self._last_sent_at is None:
            return True
        since_s = (at - self._last_sent_at).total_seconds()
        # Negative: the clock jumped back; waiting for it to catch up could take for ever.
        return since_s >= UPDATE_EVERY_S or since_s < -UPDATE_EVERY_S

    def _send(
        self, phase: Phase, at: datetime, value: float, *, graver: bool = False
    ) -> Transition:
        self._last_sent_at = at
        self._last_sent_value = value
        return Transition(phase, at, self._severity, value, graver=graver)

    def _end(self, reason: EndReason, at: datetime) -> Transition:
        self._open = False
        self._ended_at = at
        self._over_since = self._clear_since = self._lower_since = None
        return Transition(Phase.END, at, self._severity, self._value, reason)
