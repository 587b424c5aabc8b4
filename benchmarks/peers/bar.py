"""One bar and what was reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and what was reached.

    Attributes:
        what: Of what.
        limit: In words.
        reached: In words; empty if it was not measured.
        met: Whether it was met; None if it was not measured.
    """

    what: str
    limit: str
    reached: str = ""
    met: bool | None = None

    def line(self) -> str:
        """Return a row of the table."""
        if self.met is None:
            return f"| {self.what} | {self.limit} | — | not measured |"
        return (
            f"| {self.what} | {self.limit} | {self.reached} | {'met' if self.met else 'MISSED'} |"
        )
