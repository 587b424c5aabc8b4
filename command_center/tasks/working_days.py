"""The working-day calendar."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date, timedelta

import structlog

_log = structlog.get_logger(__name__)


class WorkingDays:
    """Working days by the State Council's yearly notices, as chinesecalendar keeps them.

    Beyond the years it knows, Monday to Friday are working days, and the log says so once a year
    asked for.

    Args:
        lookup: Tells whether a day is a working day; raises ``NotImplementedError`` for a year
            it does not know.
    """

    def __init__(self, lookup: Callable[[date], bool]) -> None:
        self._lookup = lookup
        self._years_told: set[int] = set()

    @classmethod
    def of_china(cls) -> WorkingDays:
        """Return the calendar of the notices."""
        # It has no types, and is asked for one function alone.
        return cls(importlib.import_module("chinese_calendar").is_workday)

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        try:
            return bool(self._lookup(day))
        except NotImplementedError:
            if day.year not in self._years_told:
                self._years_told.add(day.year)
                _log.warning("no holiday notice for this year; Monday to Friday", year=day.year)
            return day.weekday() < 5

    def on_or_after(self, day: date) -> date:
        """Return the day itself, or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def later(self, day: date, count: int) -> date:
        """Return the working day ``count`` working days after a day."""
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day
