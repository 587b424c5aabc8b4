"""Slows down whoever guesses passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.tries import Tries
from command_center.accounts.tries_locked import TriesLocked
from command_center.store.database import Database
from command_center.store.failed_tries_row import FailedTriesRow
from sharp_eyes.clock import Clock

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER = timedelta(hours=1)
MAX_REMEMBERED = 10_000
"""Beyond it those that failed longest ago are forgotten."""


class SignInLimiter:
    """Counts failures in the database, so that a second process and a restart know of them.

    Args:
        database: Where.
        clock: Time.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def try_once(self, tries: Sequence[Tries]) -> None:
        """Count one try as failed, unless it has to wait.

        It is counted before its answer is known, so that many at once do not slip through.
        Whoever asked says afterwards what became of it: ``failed``, ``succeeded`` or
        ``take_back``.

        Args:
            tries: What is counted.

        Raises:
            TriesLocked: it has to wait, and was not counted.
        """
        async with self._database.read() as session:
            # Whoever waits takes no turn of the writers.
            _refuse(await self._wait_s(session, tries))
        async with self._database.write() as session:
            await self.count(session, tries)

    async def count(self, session: AsyncSession, tries: Sequence[Tries]) -> None:
        """Do the same in a writing session."""
        _refuse(await self._wait_s(session, tries))
        for one in tries:
            await self._count(session, one)
        await self._make_room(session)

    async def wait_s(self, tries: Sequence[Tries]) -> float:
        """Return how long to wait before the next try, seconds; 0 when it may be made now."""
        async with self._database.read() as session:
            return await self._wait_s(session, tries)

    async def failed(self, tries: Sequence[Tries]) -> None:
        """Remember when it failed: from then on a count is kept for an hour.

        Only a failure keeps it. If each try did, an address that people sign in from all day would
        never be forgotten the slips of last week.
        """
        async with self._database.write() as session:
            await self.keep(session, tries)

    async def keep(self, session: AsyncSession, tries: Sequence[Tries]) -> None:
        """Do the same in a writing session."""
        for one in tries:
            row = await session.get(FailedTriesRow, one.key)
            if row is not None:
                row.last_at = self._clock.now()

    async def take_back(self, tries: Sequence[Tries]) -> None:
        """Forget this try alone: it neither failed nor succeeded."""
        async with self._database.write() as session:
            for one in tries:
                await self._take_back(session, one)

    async def succeeded(self, tries: Sequence[Tries]) -> None:
        """Forget the failures that a success makes up for; of the others this try alone."""
        async with self._database.write() as session:
            await self.forgive(session, tries)

    async def forgive(self, session: AsyncSession, tries: Sequence[Tries]) -> None:
        """Do the same in a writing session."""
        for one in tries:
            await self._take_back(session, one, all_of_them=one.forgiven)

    async def purge(self, session: AsyncSession) -> None:
        """Forget what is long ago."""
        await session.execute(
            delete(FailedTriesRow).where(
                FailedTriesRow.last_at < self._clock.now() - FORGET_AFTER,
            )
        )

    async def _wait_s(self, session: AsyncSession, tries: Sequence[Tries]) -> float:
        until = await session.scalar(
            select(func.max(FailedTriesRow.locked_until)).where(
                FailedTriesRow.key.in_([one.key for one in tries])
            )
        )
        return max(0.0, (until - self._clock.now()).total_seconds()) if until else 0.0

    async def _count(self, session: AsyncSession, one: Tries) -> None:
        now = self._clock.now()
        row = await session.get(FailedTriesRow, one.key)
        if row is None:
            row = FailedTriesRow(key=one.key, count=0, last_at=now)
            session.add(row)
        elif now - row.last_at > FORGET_AFTER:
            row.count, row.last_at = 0, now
        row.count += 1
        row.locked_until = None
        if row.count >= one.free:
            wait_s = FIRST_WAIT_S * 2 ** min(row.count - one.free, 16)
            row.locked_until = now + timedelta(seconds=min(wait_s, LONGEST_WAIT_S))

    async def _take_back(
        self, session: AsyncSession, one: Tries, *, all_of_them: bool = False
    ) -> None:
        row = await session.get(FailedTriesRow, one.key)
        if row is None:
            return
        row.count -= 1
        # It has been waited for.
        row.locked_until = None
        if all_of_them or row.count <= 0:
            await session.delete(row)

    async def _make_room(self, session: AsyncSession) -> None:
        await session.flush()
        count = await session.scalar(select(func.count()).select_from(FailedTriesRow)) or 0
        if count > MAX_REMEMBERED:
            oldest = (
                select(FailedTriesRow.key)
                .order_by(FailedTriesRow.last_at, FailedTriesRow.key)
                .limit(count - MAX_REMEMBERED)
            )
            await session.execute(
                delete(FailedTriesRow)
                .where(FailedTriesRow.key.in_(oldest))
                .execution_options(synchronize_session=False)
            )


def _refuse(wait_s: float) -> None:
    if wait_s > 0:
        raise TriesLocked(wait_s)
