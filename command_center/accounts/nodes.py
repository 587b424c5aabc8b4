"""Which node a bearer token belongs to."""

from __future__ import annotations

from sqlalchemy import select

from command_center.accounts.sessions import token_hash
from command_center.store.database import Database
from command_center.store.node_row import NodeRow
from sharp_eyes.clock import Clock

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
        self._found.clear()
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
