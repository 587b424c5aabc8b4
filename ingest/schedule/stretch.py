"""By how much all promises stretch."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from ingest.schedule.demand import Demand
from ingest.schedule.entry import FRAME_WAIT_SHARE
from ingest.schedule.pace import HEADROOM, Pace

FULL_LOAD = 0.98
"""Up to this share of the budget nothing stretches: what looks may be late to wait for a fresh key
frame is then enough for those that come together."""

CALMER = 0.05
"""The load must be lower by so much before the pace is what was promised again."""

LEAD_LOOKS = 2.0
"""Under overload a look is due this many of the longest looks before its deadline, at least."""

LARGEST_FACTOR = 1000.0
"""Where nothing helps."""

RISE_SPARE = 0.02
"""The factor rises where so much more work would not fit: estimates are not exact."""

FALL_SPARE = 0.1
"""It falls only where so much more work would fit, so that it need not rise again at once."""

_STEP = 1.05
_POINTS = 64
_DIGITS = 100


class Stretch:
    """Chooses the one factor for all promises, and with it the pace.

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
        return self.share(
            float(np.sum(demand.cpu_s / demand.interval_s)),
            float(np.sum(demand.held_s / demand.interval_s)),
        )

    def pace(self, demand: Demand, now_s: float, before: Pace) -> Pace:
        """Return the pace from now on.

        Args:
            demand: What is promised.
            now_s: Monotonic time.
            before: The pace so far; the factor falls slowly and rises at once.
        """
        if not demand.interval_s.size:
            return Pace()
        full = FULL_LOAD - CALMER if before.stretched else FULL_LOAD
        stretched = self.load(demand) > full
        factor = max(self._steady(demand), before.factor)
        while factor < LARGEST_FACTOR and not self._fits(
            demand, now_s, self._at(demand, factor, stretched)
        ):
            factor = _rounded_up(factor * _STEP)
        if factor <= before.factor:
            lower = max(self._steady(demand), _rounded_up(factor / _STEP))
            slower = self._at(demand, lower, stretched)
            if lower < factor and self._fits(demand, now_s, slower, spare=FALL_SPARE):
                return slower
        return self._at(demand, factor, stretched)

    def _at(self, demand: Demand, factor: float, stretched: bool) -> Pace:
        """Return the pace of a factor."""
        in_the_way_s = max(
            _blocking_s(demand.held_s), _blocking_s(demand.cpu_s) / self._budget_cores
        )
        share = LEAD_LOOKS * in_the_way_s / (float(demand.interval_s.min()) * factor)
        return Pace(factor, max(HEADROOM, share), stretched and factor > 1.0)

    def _steady(self, demand: Demand) -> float:
        """Return the factor by which all that is promised fits in the long run."""
        load = self.load(demand)
        if load <= FULL_LOAD:
            return 1.0
        factor = load
        while factor < LARGEST_FACTOR:
            missing = load - factor * (1.0 - self._at(demand, factor, stretched=True).headroom)
            if missing <= 0.0:
                break
            factor += max(0.5 / _DIGITS, missing)
        return _rounded_up(factor)

    def _fits(self, demand: Demand, now_s: float, pace: Pace, spare: float = RISE_SPARE) -> bool:
        """Whether all deadlines at a pace can be met, with so much more work than known."""
        whole_s = demand.interval_s * pace.factor
        must_s = demand.since_s + whole_s
        if not pace.stretched:
            must_s += demand.slack_s
        must_s = np.maximum(must_s, demand.frame_s + FRAME_WAIT_SHARE * whole_s)
        step_s = pace.step * demand.interval_s
        order = np.argsort(must_s)
        every = max(1, order.size // _POINTS)
        last = order[every - 1 :: every]
        points = must_s[last]
        # Looks of each promise (columns) that must begin before each point (rows).
        looks = np.floor((points[:, None] - must_s) / step_s + 1.0)
        np.maximum(looks, 0.0, out=looks)
        left_s = (points - now_s) / (1.0 + spare)
        return all(
            bool(np.all(looks @ cost_s - cost_s[last] <= left_s * rate - _blocking_s(cost_s)))
            for cost_s, rate in (
                (demand.cpu_s, self._budget_cores),
                (demand.held_s, float(self._places)),
            )
        )


def _blocking_s(cost_s: NDArray[np.float64]) -> float:
    """What may be in the way of a look that must begin: one that began cannot be pushed aside."""
    return float(cost_s.max()) if cost_s.size > 1 else 0.0


def _rounded_up(factor: float) -> float:
    return min(LARGEST_FACTOR, ceil(factor * _DIGITS - 1e-9) / _DIGITS)
