"""By how much all promises stretch."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

HEADROOM = 0.12
"""Share of the budget that is not promised. Looks begin this share of their interval before they
must, so that those which come together can wait for each other without breaking a promise."""

FULL_LOAD = 0.95
"""Up to this share of the budget nothing stretches: what looks may be late to wait for a fresh key
frame is then enough for those that come together."""

FRAME_WAIT_SHARE = 0.25
"""A camera whose frame came when its look was due already waits at most this share of its interval
(times the factor) more: its frame could not be looked at before there was one."""

LARGEST_FACTOR = 1000.0
"""Where nothing helps."""

RISE_SPARE = 0.02
"""The factor rises where so much more work would not fit: estimates are not exact."""

FALL_SPARE = 0.1
"""It falls only where so much more work would fit, so that it need not rise again at once."""

_STEP = 1.05
_POINTS = 64
_DIGITS = 100


@dataclass(frozen=True, slots=True)
class Demand:
    """What is promised, one number for each promise of a camera that gives pictures.

    Attributes:
        interval_s: Promised.
        since_s: From when the interval counts: the look before; -inf while a visit goes on.
        slack_s: Allowed beyond the interval while the factor is 1.
        frame_s: Since when there is, or is expected to be, a frame to look at.
        cpu_s: Processor seconds of the next look with all its frames.
        held_s: Seconds for which it keeps a place.
    """

    interval_s: NDArray[np.float64]
    since_s: NDArray[np.float64]
    slack_s: NDArray[np.float64]
    frame_s: NDArray[np.float64]
    cpu_s: NDArray[np.float64]
    held_s: NDArray[np.float64]


class Stretch:
    """Chooses the one factor for all promises.

    It is the smallest one by which everything that is promised can be done in time: in the long
    run, and also from how things stand at this moment (after many cameras came back at once, say).
    The second is the demand bound test for sporadic tasks under earliest deadline first (Baruah,
    Mok, Rosier: Preemptively Scheduling Hard-Real-Time Sporadic Tasks on One Processor, 1990): for
    each time ``t`` the work that must be done before it has to fit into the budget until then.

    Args:
        budget_cores: Processor seconds a second.
        places: Looks under way at one time.
    """

    def __init__(self, budget_cores: float, places: int) -> None:
        self._budget_cores = budget_cores
        self._places = places

    def share(self, cpu_s: float, held_s: float) -> float:
        """Return what work once a second would take of what can be done."""
        return max(cpu_s / self._budget_cores, held_s / self._places)

    def load(self, demand: Demand) -> float:
        """Return work promised over work that can be done."""
        cpu = float(np.sum(demand.cpu_s / demand.interval_s)) / self._budget_cores
        held = float(np.sum(demand.held_s / demand.interval_s)) / self._places
        return max(cpu, held)

    def factor(self, demand: Demand, now_s: float, before: float) -> float:
        """Return the factor to publish.

        Args:
            demand: What is promised.
            now_s: Monotonic time.
            before: The factor published so far; it falls slowly and rises at once.
        """
        if not demand.interval_s.size:
            return 1.0
        load = self.load(demand)
        steady = 1.0 if load <= FULL_LOAD else _rounded_up(max(1.0, load / (1.0 - HEADROOM)))
        factor = max(steady, before)
        while factor < LARGEST_FACTOR and not self._fits(demand, now_s, factor):
            factor = _rounded_up(factor * _STEP)
        if factor > before:
            return factor
        lower = max(steady, _rounded_up(before / _STEP))
        if lower < before and self._fits(demand, now_s, lower, spare=FALL_SPARE):
            return lower
        return before

    def _fits(self, demand: Demand, now_s: float, factor: float, spare: float = RISE_SPARE) -> bool:
        """Whether all deadlines under a factor can be met, with so much more work than known."""
        wait_s = demand.interval_s * (factor * FRAME_WAIT_SHARE)
        must_s = demand.since_s + demand.interval_s * factor
        if factor <= 1.0:
            must_s += demand.slack_s
        must_s = np.maximum(must_s, demand.frame_s + wait_s)
        step_s = demand.interval_s * max(1.0, factor * (1.0 - HEADROOM))
        ordered = np.sort(must_s)
        every = max(1, ordered.size // _POINTS)
        points = ordered[every - 1 :: every]
        # Looks of each promise (columns) that must begin before each point (rows).
        looks = np.floor((points[:, None] - must_s) / step_s + 1.0)
        np.maximum(looks, 0.0, out=looks)
        # A look must have begun by its deadline, not ended: the last one at a point is not work
        # before it. One look that is under way cannot be pushed aside.
        left_s = (points - now_s) / (1.0 + spare)
        return bool(
            np.all(looks @ demand.cpu_s <= left_s * self._budget_cores + 2 * demand.cpu_s.max())
            and np.all(looks @ demand.held_s <= left_s * self._places + demand.held_s.max())
        )


def _rounded_up(factor: float) -> float:
    return min(LARGEST_FACTOR, ceil(factor * _DIGITS - 1e-9) / _DIGITS)
