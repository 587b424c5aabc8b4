"""Insert rows that may already be there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.store.base import Base


async def insert_ignore(
    session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows and leave alone those whose key is taken.

    Args:
        session: A writing session.
        table: Where to.
        rows: Column values, all with the same columns.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    await session.execute(insert(table).on_conflict_do_nothing(), list(rows))
