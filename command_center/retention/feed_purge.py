"""Ends the life of the wall's feed, which repeats what incidents and tasks hold."""

from __future__ import annotations

from sqlalchemy import delete, select

from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.aging_purge import AgingPurge
from command_center.store.feed_event_row import FeedEventRow

BATCH = 1_000


class FeedPurge(AgingPurge):
    """Removes the oldest messages of the feed, in whole batches.

    A page resumes after hours at the most, because its session ends (contract C16).
    """

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        before = self._before
        async with self._database.write() as session:
            oldest = (
                await session.execute(
                    select(FeedEventRow.position, FeedEventRow.at)
                    .order_by(FeedEventRow.position)
                    .limit(BATCH)
                )
            ).all()
            # A batch that is not full, or not old as a whole, can wait; the newest message always
            # stays, because pages ask for its position.
            if len(oldest) < BATCH or oldest[-1].at > before:
                return False
            first, last = oldest[0].position, oldest[-2].position
            self._audit.note(
                session,
                MACHINE,
                AuditedAct.FEED_PURGED,
                "feed",
                f"positions {first} to {last}",
            )
            await session.execute(
                delete(FeedEventRow)
                .where(FeedEventRow.position <= last)
                .execution_options(synchronize_session=False)
            )
        return True
