"""What came out of reading a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no alert.

    Attributes:
        reason: Why, in English, without the message's own text.
        id: The alert's id, as far as it could be read.
        source: Where an answer goes, as far as it could be read.
    """

    reason: str
    id: str | None = None
    source: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether it can be refused rather than dropped."""
        return self.id is not None and self.source is not None
