"""The stored part of the wall's feed (contract C16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed.feed_message import FeedMessage
from command_center.store.feed_event_row import FeedEventRow
from command_center.views.view import View

FeedType = Literal["incident", "task", "evidence", "shard"]


def append(
    session: AsyncSession, kind: FeedType, region: str | None, at: datetime, data: View
) -> None:
    """Add an event in the transaction of what it tells; its position comes with the commit.

    Args:
        session: A writing session.
        kind: Type of the message.
        region: Who may see it; none for everybody.
        at: Now.
        data: The message's data.
    """
    session.add(FeedEventRow(at=at, type=kind, region=region, data=data.model_dump(mode="json")))


async def newest_position(session: AsyncSession) -> int:
    """Return the position of the newest event, 0 when there is none."""
    return await session.scalar(select(func.max(FeedEventRow.position))) or 0


async def since(session: AsyncSession, position: int, limit: int) -> Sequence[FeedMessage]:
    """Return the events after a position, in order, of all regions.

    Args:
        session: A reading session.
        position: The last one already seen.
        limit: How many at most.
    """
    rows = await session.scalars(
        select(FeedEventRow)
        .where(FeedEventRow.position > position)
        .order_by(FeedEventRow.position)
        .limit(limit)
    )
    return [
        FeedMessage(
            type=row.type, position=row.position, at=row.at, region=row.region, data=row.data
        )
        for row in rows
    ]
