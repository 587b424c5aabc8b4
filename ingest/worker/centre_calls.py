"""The centre as the registry's keeper calls it."""

from __future__ import annotations

from typing import Protocol

from sharp_eyes.alert.incident import Incident
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport
from sharp_eyes.node.shard_registry import ShardRegistry


class CentreCalls(Protocol):
    """``CentreClients`` in production; every call raises by the tree of errors."""

    async def grant(self, shard: str) -> ShardRegistry:
        """Ask for the shard: a new epoch, and its cameras."""
        ...

    async def cameras(self, shard: str, after: int) -> ShardRegistry | None:
        """Ask for the cameras if there is a newer revision."""
        ...

    async def open_incidents(self, shard: str) -> list[Incident]:
        """Ask which incidents the centre has open."""
        ...

    async def dead_letters(self, shard: str, report: DeadLetterReport) -> DeadLetterOrders:
        """Tell what is kept of refused alerts; the answer says what is to become of it."""
        ...
