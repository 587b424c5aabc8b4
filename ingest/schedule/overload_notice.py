"""Says once that there is more to do than can be done, and once that it is over."""

from __future__ import annotations

import structlog

from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.stretch import FULL_LOAD
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

AFTER_S = 5.0
"""The factor must be above 1 for so long: a moment's burst, as after a start, is no news."""

OVER_AFTER_S = 30.0
"""It must be 1 again for so long."""


class OverloadNotice:
    """Watches the factor.

    Args:
        clock: Measures how long.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._overloaded = False
        self._changing_since_s: float | None = None

    def look(self, figures: ScheduleFigures) -> None:
        """Take the figures, once a second or so."""
        too_much = figures.factor > 1.0 and (figures.load > FULL_LOAD or self._overloaded)
        if too_much == self._overloaded:
            self._changing_since_s = None
            return
        now_s = self._clock.monotonic_s()
        if self._changing_since_s is None:
            self._changing_since_s = now_s
        if now_s - self._changing_since_s < (OVER_AFTER_S if self._overloaded else AFTER_S):
            return
        self._overloaded = not self._overloaded
        self._changing_since_s = None
        if self._overloaded:
            _log.warning(
                "more is promised than the budget allows; every camera is looked at less often",
                factor=figures.factor,
                load=round(figures.load, 2),
                budget_cores=figures.budget_cores,
                next_step="fewer cameras, longer intervals, or a larger --budget with more threads",
            )
        else:
            _log.info("every camera is looked at as often as promised again")
