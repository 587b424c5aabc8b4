"""From how far a limit is exceeded to one of the four severities."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.alert.severity import Severity


@dataclass(frozen=True, slots=True)
class SeveritySteps:
    """Ratios of value to limit at which the severities begin; below all of them it is minor.

    Attributes:
        serious: Ratio from which severity 2 holds.
        major: Ratio from which severity 3 holds.
        grave: Ratio from which severity 4 holds.
    """

    serious: float
    major: float
    grave: float

    def of(self, value: float, limit: float) -> Severity:
        """Return the severity of a value against its limit (greater than 0)."""
        ratio = value / limit
        if ratio >= self.grave:
            return Severity.GRAVE
        if ratio >= self.major:
            return Severity.MAJOR
        if ratio >= self.serious:
            return Severity.SERIOUS
        return Severity.MINOR
