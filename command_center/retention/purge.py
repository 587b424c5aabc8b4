"""What every purge is."""

from __future__ import annotations

from typing import Protocol


class Purge(Protocol):
    """Ends the life of one kind of thing, a batch at a time.

    A batch is one short turn of the database's writer, and its rows in the audit trail are in the
    same transaction.
    """

    async def batch(self) -> bool:
        """Purge at most one batch.

        Returns:
            Whether there may be more.
        """
        ...
