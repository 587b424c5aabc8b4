"""What an incident rule holds values against."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.severity_steps import SeveritySteps


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What a value is held against.

    Attributes:
        limit: Value from which the incident opens; greater than 0.
        clear_below: Value under which it has cleared again; at most ``limit`` (hysteresis).
        hold_s: How long the value must stay at the limit before the incident opens.
        clear_hold_s: How long it must stay under ``clear_below`` before the incident ends. A
            severity also falls only after this long.
        cooldown_s: How long after an end no new incident opens.
        max_gap_s: A pause between looks longer than this proves nothing about the time between:
            what was being held starts anew.
        steps: Where severities begin.
        least_change: How far a value must move from the one last sent to be worth an update; 5 %
            of that one at least.
    """

    limit: float
    clear_below: float
    hold_s: float
    clear_hold_s: float
    cooldown_s: float
    max_gap_s: float
    steps: SeveritySteps
    least_change: float
