"""Ends the life of handovers, of the duty roster and of silences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.aging_purge import AgingPurge
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.handover_row import HandoverRow
from command_center.store.silence_row import SilenceRow

BATCH = 100


class ShiftPurge(AgingPurge):
    """Removes handovers that were signed, and shifts and silences that ended, long ago."""

    async def batch(self) -> bool:
        """Purge at most one batch of each; returns whether there may be more."""
        before = self._before
        async with self._database.write() as session:
            handovers = await self._each(session, HandoverRow, HandoverRow.given_at, before)
            shifts = await self._shifts(session, before)
            silences = await self._each(session, SilenceRow, SilenceRow.until, before)
        return BATCH in (handovers, shifts, silences)

    async def _each(
        self,
        session: AsyncSession,
        rows: type[HandoverRow] | type[SilenceRow],
        when: InstrumentedAttribute[datetime],
        before: datetime,
    ) -> int:
        """Purge rows of which each is named in the trail: by its table and id."""
        query = select(rows.id).where(when <= before).order_by(when).limit(BATCH)
        ids = (await session.scalars(query)).all()
        for row_id in ids:
            self._audit.note(
                session, MACHINE, AuditedAct.SHIFTS_PURGED, f"{rows.__tablename__}/{row_id}", ""
            )
        if ids:
            await session.execute(
                delete(rows).where(rows.id.in_(ids)).execution_options(synchronize_session=False)
            )
        return len(ids)

    async def _shifts(self, session: AsyncSession, before: datetime) -> int:
        query = (
            select(DutyShiftRow.id, DutyShiftRow.begins_at)
            .where(DutyShiftRow.begins_at <= before, DutyShiftRow.ends_at <= before)
            .order_by(DutyShiftRow.begins_at)
            .limit(BATCH)
        )
        rows = (await session.execute(query)).all()
        if rows:
            first, last = rows[0].begins_at.date(), rows[-1].begins_at.date()
            self._audit.note(
                session,
                MACHINE,
                AuditedAct.SHIFTS_PURGED,
                "roster",
                f"{len(rows)} shifts from {first} to {last}",
            )
            await session.execute(
                delete(DutyShiftRow)
                .where(DutyShiftRow.id.in_([row.id for row in rows]))
                .execution_options(synchronize_session=False)
            )
        return len(rows)
