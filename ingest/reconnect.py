"""When to try a lost camera again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DEFAULT_STEPS: tuple[tuple[float, int], ...] = ((1.0, 5), (5.0, 5), (10.0, 10), (60.0, 0))
"""(delay in seconds, how many times); the last one holds for ever. MediaMTX's steps."""


@dataclass(frozen=True, slots=True)
class ReconnectPolicy:
    """Back-off by steps, with full jitter.

    Full jitter (a uniform draw between nothing and the step) keeps hundreds of cameras behind one
    broken switch from coming back in the same second.

    Attributes:
        steps: (delay in seconds, times), the last for ever.
    """

    steps: tuple[tuple[float, int], ...] = DEFAULT_STEPS

    def step_s(self, failures: int) -> float:
        """Return the longest delay after so many failures in a row (1 = the first)."""
        left = failures
        for delay_s, times in self.steps[:-1]:
            if left <= times:
                return delay_s
            left -= times
        return self.steps[-1][0]

    def delay_s(
        self, failures: int, uniform: Callable[[float, float], float], *, hopeless: bool = False
    ) -> float:
        """Draw the delay before the next try.

        Args:
            failures: Failures in a row so far, 1 or more.
            uniform: Draws between two numbers, as ``random.Random.uniform``.
            hopeless: True where repeating does not help (wrong password, wrong address): the
                longest step at once and at least half of it, since many cameras lock an address
                out after a few wrong passwords.

        Returns:
            Seconds to wait.
        """
        if hopeless:
            longest_s = self.steps[-1][0]
            return uniform(longest_s / 2, longest_s)
        return uniform(0.0, self.step_s(failures))
