"""Which node a bearer token belongs to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.sessions import token_hash
from command_center.store.database import Database
from command_center.store.node_row import NodeRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart

REMEMBERED_S = 5.0
"""A node that hands stills over calls 18 times a second; looking its token up each time was a fifth
of the centre's work. A token that another process took back is refused so much later."""


class Nodes:
    """Keeps hashes of node tokens.

    Args:
        database: Where.
        clock: Time.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # Only tokens that were found: no more than there are nodes, and as many taken back lately.
        self._found: dict[str, tuple[str, float]] = {}

    async def register(self, name: str, token: str) -> None:
        """Accept a token for a node, in place of any former one."""
        async with self._database.write() as session:
            await self._keep(session, name, token)
        self.forget()

    async def issue(self, session: AsyncSession, name: str) -> str:
        """Make a node's token, in place of any former one.

        Returns:
            The token, which is kept nowhere.
        """
        token = secrets.token_urlsafe(32)
        await self._keep(session, name, token)
        return token

    async def remove(self, session: AsyncSession, name: str) -> None:
        """Refuse a node from now on.

        Raises:
            MissingPart: there is none of this name.
        """
        row = await session.get(NodeRow, name)
        if row is None:
            raise MissingPart(Bilingual("没有这个节点", "there is no such node"))
        await session.delete(row)

    async def all(self, session: AsyncSession) -> Sequence[NodeRow]:
        """List the nodes that have a token, by name."""
        return (await session.scalars(select(NodeRow).order_by(NodeRow.name))).all()

    async def find(self, token: str) -> str | None:
        """Return the node's name, or none."""
        hashed, now_s = token_hash(token), self._clock.monotonic_s()
        name, until_s = self._found.get(hashed, (None, 0.0))
        if name is not None and now_s < until_s:
            return name
        self._found.pop(hashed, None)
        async with self._database.read() as session:
            name = await session.scalar(select(NodeRow.name).where(NodeRow.token_hash == hashed))
        if name is not None:
            self._found[hashed] = name, now_s + REMEMBERED_S
        return name

    def forget(self) -> None:
        """Look every token up anew; call after a commit that changed one."""
        self._found.clear()

    async def _keep(self, session: AsyncSession, name: str, token: str) -> None:
        row = await session.get(NodeRow, name)
        if row is None:
            row = NodeRow(name=name, created_at=self._clock.now())
            session.add(row)
        row.token_hash = token_hash(token)
