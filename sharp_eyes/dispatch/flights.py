"""Which alerts are sent and not answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from sharp_eyes.dispatch.resend_policy import ResendPolicy


@dataclass(slots=True)
class _Flight:
    attempt: int
    due_s: float


@dataclass(slots=True)
class Flights:
    """The sent and unanswered rows of an outbox.

    Kept in memory alone: after a restart nothing is in flight and every row goes again, which the
    centre merges by alert id.

    Attributes:
        policy: When an unanswered row goes again.
        limit: How many rows may be in flight.
    """

    policy: ResendPolicy = field(default_factory=ResendPolicy)
    limit: int = 500
    _flights: dict[int, _Flight] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        """How many rows are in flight."""
        return len(self._flights)

    def __contains__(self, row: int) -> bool:
        """Whether a row is in flight."""
        return row in self._flights

    @property
    def room(self) -> int:
        """How many more rows may be sent."""
        return max(0, self.limit - len(self._flights))

    def sent(self, row: int, now_s: float) -> int:
        """Note that a row is being sent.

        Args:
            row: The row.
            now_s: Monotonic time.

        Returns:
            Which sending it is, counted from 1.
        """
        flight = self._flights.get(row)
        attempt = flight.attempt + 1 if flight else 1
        self._flights[row] = _Flight(attempt, now_s + self.policy.wait_s(attempt))
        return attempt

    def answered(self, row: int) -> None:
        """Note that a row was answered; one that is not in flight is fine."""
        self._flights.pop(row, None)

    def due(self, now_s: float, limit: int) -> list[int]:
        """Return the rows to send again, the longest overdue first.

        Args:
            now_s: Monotonic time.
            limit: At most so many.
        """
        overdue = sorted((f.due_s, row) for row, f in self._flights.items() if f.due_s <= now_s)
        return [row for _due, row in overdue[:limit]]

    def next_due_s(self) -> float | None:
        """Return the monotonic time at which the next row goes again, none when none is out."""
        return min((flight.due_s for flight in self._flights.values()), default=None)

    def hurry(self, now_s: float) -> None:
        """Note that the centre is heard again after a silence: what it missed goes now.

        Rows sent for the first time only just now are left alone: their answer is on its way.
        """
        for row, flight in self._flights.items():
            if flight.attempt > 1:
                self._flights[row] = _Flight(0, now_s)

    def forget_all(self) -> None:
        """Note that the connection is new: whatever was out goes again at once."""
        self._flights.clear()
