"""Time is injected: logic never reads the machine's clock by itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The two readings that logic needs."""

    def now(self) -> datetime:
        """Return the wall clock, timezone-aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that never go backwards; only differences mean anything."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Return ``time.monotonic()``."""
        return time.monotonic()


@dataclass(slots=True)
class ManualClock:
    """A clock that moves only when told: for tests and for replay's scene time.

    Attributes:
        start: The first wall-clock reading, timezone-aware UTC.
    """

    start: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    _elapsed_s: float = field(default=0.0, init=False)

    def now(self) -> datetime:
        """Return ``start`` plus all that was advanced."""
        return self.start + timedelta(seconds=self._elapsed_s)

    def monotonic_s(self) -> float:
        """Return the seconds advanced since the start."""
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Move time forward.

        Args:
            seconds: How far; must not be negative.

        Raises:
            ValueError: ``seconds`` is negative.
        """
        if seconds < 0:
            raise ValueError(f"a clock does not go back: {seconds} s")
        self._elapsed_s += seconds
