"""When an unanswered alert is sent again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResendPolicy:
    """After 3 s, doubling to 60 s (contract C6).

    Attributes:
        first_s: Wait after the first sending.
        longest_s: The wait never grows beyond this.
    """

    first_s: float = 3.0
    longest_s: float = 60.0

    def wait_s(self, attempt: int) -> float:
        """Return how long to wait for an answer after the given sending, counted from 1."""
        # The exponent is bounded so that an alert unanswered for weeks cannot overflow a float.
        doublings = min(max(attempt, 1) - 1, 32)
        return float(min(self.first_s * 2.0**doublings, self.longest_s))
