"""The calls of a node to whichever of its centres answers (contracts C7, C10, C11)."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.centre_client.client import CentreClient
from ingest.centre_client.in_turn import InTurn
from sharp_eyes.alert.incident import Incident
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport
from sharp_eyes.node.shard_registry import ShardRegistry


class CentreClients:
    """Asks as ``CentreClient`` does; a centre that does not answer is passed over.

    Grants, epochs, cameras, incidents and pictures are all in what the centres share.

    Args:
        clients: One for each centre, open; the first one is asked first.
    """

    def __init__(self, clients: Sequence[CentreClient]) -> None:
        self._clients = InTurn(clients)

    async def grant(self, shard: str) -> ShardRegistry:
        """Ask for the shard: a new, higher epoch, and its cameras."""
        return await self._clients.ask(lambda one: one.grant(shard))

    async def cameras(self, shard: str, after: int) -> ShardRegistry | None:
        """Ask for the shard's cameras if there is a newer revision."""
        return await self._clients.ask(lambda one: one.cameras(shard, after))

    async def open_incidents(self, shard: str) -> list[Incident]:
        """Ask which incidents of the shard the centres have open."""
        return await self._clients.ask(lambda one: one.open_incidents(shard))

    async def dead_letters(self, shard: str, report: DeadLetterReport) -> DeadLetterOrders:
        """Tell what is kept of refused alerts; the answer says what is to become of it."""
        return await self._clients.ask(lambda one: one.dead_letters(shard, report))

    async def put_evidence(self, picture: Picture) -> None:
        """Hand a picture over; when this returns a centre has it."""
        await self._clients.ask(lambda one: one.put_evidence(picture))
