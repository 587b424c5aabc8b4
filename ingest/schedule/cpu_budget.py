"""Holds looks to the processor budget."""

from __future__ import annotations

BURST_S = 1.0
"""What was not used is kept for so long: frames come in bursts, the budget is a mean."""


class CpuBudget:
    """A bucket of processor seconds that fills at the rate of the budget.

    A look may begin while the bucket is not empty; what it takes more than it holds is paid back
    before the next one begins. So over any time ``t`` at most ``cores * (t + BURST_S)`` seconds are
    used, and one look more.

    Args:
        cores: Processor seconds a second.
        now_s: Monotonic time.
    """

    def __init__(self, cores: float, now_s: float) -> None:
        if cores <= 0:
            raise ValueError(f"a budget of {cores} cores lets nothing be looked at")
        self.cores = cores
        self._depth_s = cores * BURST_S
        self._filled_s = self._depth_s
        self._at_s = now_s

    def allows(self, now_s: float, share: float = 0.0) -> bool:
        """Return whether a look may begin.

        Args:
            now_s: Monotonic time.
            share: More than this share of the bucket must be filled.
        """
        self._fill(now_s)
        return self._filled_s > share * self._depth_s

    def take(self, cpu_s: float) -> None:
        """Take processor seconds out; negative ones go back."""
        self._filled_s = min(self._depth_s, self._filled_s - cpu_s)

    def wait_s(self, now_s: float) -> float:
        """Return how long until a look may begin, 0 if one may now."""
        self._fill(now_s)
        # A little more than empty, or rounding would make whoever waits wake up for nothing.
        return max(0.0, 1e-6 - self._filled_s) / self.cores

    def _fill(self, now_s: float) -> None:
        self._filled_s = min(self._depth_s, self._filled_s + (now_s - self._at_s) * self.cores)
        self._at_s = now_s
