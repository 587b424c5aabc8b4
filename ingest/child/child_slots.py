"""How many child processes run at once."""

from __future__ import annotations


class ChildSlots:
    """Counts children; made once for all links.

    Args:
        limit: At once.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0

    def take(self) -> bool:
        """Take a place; false if there is none."""
        if self.taken >= self.limit:
            return False
        self.taken += 1
        return True

    def give_back(self) -> None:
        """Leave a place."""
        self.taken -= 1
