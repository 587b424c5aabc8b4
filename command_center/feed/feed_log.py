"""The stored part of the wall's feed (contract C16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from command_center.feed.feed_message import FeedMessage
from command_center.store.feed_event_row import FeedEventRow
from command_center.store.json_text import JsonText
from command_center.store.plain_rows import insert_rows
from command_center.views.view import View

_INFO = "feed"

FeedType = Literal["incident", "task", "evidence", "shard"]


def append(
    session: AsyncSession, kind: FeedType, region: str | None, at: datetime, data: View | JsonText
) -> None:
    """Add an event in the transaction of what it tells; its position comes with the commit.

    Events wait in the session and are written just before it commits, all in one statement: a row
    added as an object is a statement of its own, because the session wants its position back.

    Args:
        session: A writing session.
        kind: Type of the message.
        region: Who may see it; none for everybody.
        at: Now.
        data: The message's data; the view itself, or its JSON.
    """
    known = session.sync_session
    waiting = known.info.get(_INFO)
    if waiting is None:
        waiting = known.info[_INFO] = []
        event.listen(known, "before_commit", _write)
        event.listen(known, "after_rollback", _forget)
    written = data if isinstance(data, JsonText) else JsonText(data.model_dump_json())
    waiting.append({"at": at, "type": kind, "region": region, "data": written})


def _write(session: Session) -> None:
    waiting: list[dict[str, Any]] = session.info[_INFO]
    # A savepoint is no commit yet.
    if waiting and not session.in_nested_transaction():
        insert_rows(session, FeedEventRow, waiting)
        waiting.clear()


def _forget(session: Session) -> None:
    session.info[_INFO].clear()


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
