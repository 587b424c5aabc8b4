"""Which node a bearer token belongs to."""

from __future__ import annotations

from sqlalchemy import select

from command_center.accounts.sessions import token_hash
from command_center.store.database import Database
from command_center.store.node_row import NodeRow
from sharp_eyes.clock import Clock


class Nodes:
    """Keeps hashes of node tokens.

    Args:
        database: Where.
        clock: Time.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def register(self, name: str, token: str) -> None:
        """Accept a token for a node, in place of any former one."""
        async with self._database.write() as session:
            row = await session.get(NodeRow, name)
            if row is None:
                session.add(
                    NodeRow(name=name, token_hash=token_hash(token), created_at=self._clock.now())
                )
            else:
                row.token_hash = token_hash(token)

    async def find(self, token: str) -> str | None:
        """Return the node's name, or none."""
        async with self._database.read() as session:
            return await session.scalar(
                select(NodeRow.name).where(NodeRow.token_hash == token_hash(token))
            )
