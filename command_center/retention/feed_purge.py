"""Ends the life of the wall's feed, which repeats what incidents and tasks hold."""

from __future__ import annotations

from sqlalchemy import delete, select

from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.aging_purge import AgingPurge
from command_center.store.feed_event_row import FeedEventRow

BATCH = 1_000


class FeedPurge(AgingPurge):
    """Removes the feed's messages that are old, but for the newest of all.

    A page resumes after hours at the most, because its session ends (contract C16).
    """

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        async with self._database.write() as session:
            oldest = (
                await session.execute(
                    select(FeedEventRow.position, FeedEventRow.at)
                    .order_by(FeedEventRow.position)
                    .limit(BATCH + 1)
                )
            ).all()
            # The last one is looked at next time, or it is the newest, which always stays:
            # pages ask for its position.
            old = [row.position for row in oldest[:-1] if row.at <= self._before]
            if not old:
                return False
            self._audit.note(
                session,
                MACHINE,
                AuditedAct.FEED_PURGED,
                "feed",
                f"positions {old[0]} to {old[-1]}",
            )
            await session.execute(
                delete(FeedEventRow)
                .where(FeedEventRow.position.in_(old))
                .execution_options(synchronize_session=False)
            )
        return len(oldest) > BATCH
