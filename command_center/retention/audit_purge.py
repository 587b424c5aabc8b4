"""Ends the life of the oldest rows of the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_trail import AuditTrail
from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.held import held_subjects
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

BATCH = 1_000
_SUBJECTS_PER_QUERY = 500


class AuditPurge:
    """Removes a prefix of the trail and leaves a signed checkpoint.

    Rows go in the order of the chain and in no other: up to the first that is young, or that
    belongs to a held case. A prefix that does not verify stays, because it is the proof.

    Args:
        database: Holds the trail.
        trail: The trail.
        clock: Time.
        life: Of a row.
    """

    def __init__(
        self, database: Database, trail: AuditTrail, clock: Clock, life: timedelta
    ) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock
        self._life = life
        self._troubled = False

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        before = self._clock.now() - self._life
        async with self._database.read() as session:
            if not await self._due(session, before):
                return False
        # The mirror must not fall behind the checkpoint, or it could not be compared any more.
        if not await self._trail.keeper.keep():
            self._tell("the mirror of its head is not in order")
            return False
        async with self._database.write() as session:
            rows = await self._due(session, before)
            if not rows:
                return False
            bad = await session.run_sync(self._trail.cut, rows)
            if bad is None:
                self._trail.log.note(
                    session,
                    MACHINE,
                    AuditedAct.AUDIT_PURGED,
                    "audit",
                    f"rows {rows[0].id} to {rows[-1].id}, before {before.isoformat()}",
                )
        if bad is not None:
            self._tell(bad.message.en)
            return False
        self._troubled = False
        return len(rows) == BATCH

    async def _due(self, session: AsyncSession, before: datetime) -> list[AuditRow]:
        """Return the oldest rows that may go, in order."""
        bounds = [
            await session.scalar(select(func.min(AuditRow.id)).where(AuditRow.at >= before)),
            # The head itself always stays.
            await session.scalar(select(func.max(AuditRow.id))),
        ]
        subjects = await held_subjects(session)
        for start in range(0, len(subjects), _SUBJECTS_PER_QUERY):
            some = subjects[start : start + _SUBJECTS_PER_QUERY]
            first = select(func.min(AuditRow.id)).where(AuditRow.subject.in_(some))
            bounds.append(await session.scalar(first))
        end = min((one for one in bounds if one is not None), default=0)
        query = select(AuditRow).where(AuditRow.id < end).order_by(AuditRow.id).limit(BATCH)
        return list(await session.scalars(query))

    def _tell(self, reason: str) -> None:
        if not self._troubled:
            _log.error(
                "the audit trail is not purged", reason=reason, next="sharp-eyes audit verify"
            )
        self._troubled = True
