"""How long to wait before trying again."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(slots=True)
class BackOff:
    """Waits that double up to a limit, with jitter.

    Jitter (half to all of the step) keeps thousands of nodes from coming back in one moment.

    Attributes:
        random: Gives the jitter.
        first_s: The first step.
        longest_s: The last step.
    """

    random: Random
    first_s: float = 0.5
    longest_s: float = 10.0
    _failures: int = field(default=0, init=False)

    def next_s(self) -> float:
        """Return how long to wait after one more failure."""
        step_s = min(self.first_s * 2.0 ** min(self._failures, 32), self.longest_s)
        self._failures += 1
        return step_s * (0.5 + 0.5 * self.random.random())

    def reset(self) -> None:
        """Begin at the first step again, after a success."""
        self._failures = 0
