"""A clock that can be put forward."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class LaterClock:
    """The machine's clock, later by what a test says; how time passes is left alone.

    Attributes:
        later_s: By how much.
    """

    later_s: float = 0.0

    def now(self) -> datetime:
        """Return the wall clock in UTC, put forward."""
        return datetime.now(UTC) + timedelta(seconds=self.later_s)

    def monotonic_s(self) -> float:
        """Return ``time.monotonic()``."""
        return time.monotonic()
