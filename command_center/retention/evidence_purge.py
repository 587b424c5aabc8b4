"""Ends the life of pictures and clips."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.evidence.evidence_store import EvidenceStore
from command_center.retention.held import held_incidents
from command_center.store.database import Database
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from command_center.tasks.state import TaskState
from sharp_eyes.alert.evidence import JPEG, MP4, MediaType
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

BATCH = 50

PURGING = "purging"
"""Status of a picture that no incident names any more and whose bytes are about to go."""


class EvidencePurge:
    """Removes pictures whose incidents have all ended long enough ago.

    First the rows, with the trail, then the bytes, then the rest of the row: killed in between, the
    next run goes on where this one was, and no bytes are left behind that nobody knows of.

    Args:
        database: Knows whose they are.
        store: Holds the bytes.
        audit: Writes it down.
        clock: Time.
        life: After the end of the last incident that names it.
    """

    def __init__(
        self,
        database: Database,
        store: EvidenceStore,
        audit: AuditLog,
        clock: Clock,
        life: timedelta,
    ) -> None:
        self._database = database
        self._store = store
        self._audit = audit
        self._clock = clock
        self._life = life
        self._failing = False

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        async with self._database.write() as session:
            await self._claim(session)
        async with self._database.read() as session:
            rows = (
                await session.scalars(
                    select(EvidenceRow).where(EvidenceRow.status == PURGING).limit(BATCH)
                )
            ).all()
        if not rows:
            return False
        gone = await self._remove(rows)
        async with self._database.write() as session:
            await session.execute(
                delete(EvidenceRow)
                .where(EvidenceRow.sha256.in_(gone), EvidenceRow.status == PURGING)
                .where(~exists().where(IncidentEvidenceRow.sha256 == EvidenceRow.sha256))
                .execution_options(synchronize_session=False)
            )
        return len(gone) == BATCH

    async def _claim(self, session: AsyncSession) -> None:
        before = self._clock.now() - self._life
        over = [one.value for one in TaskState if one.over]
        task_open = exists().where(
            TaskRow.incident_id == IncidentRow.id, TaskRow.state.not_in(over)
        )
        needed = (
            exists()
            .where(IncidentEvidenceRow.sha256 == EvidenceRow.sha256)
            .where(IncidentEvidenceRow.incident_id == IncidentRow.id)
            .where(
                or_(
                    IncidentRow.state == "open",
                    IncidentRow.ended_at.is_(None),
                    IncidentRow.ended_at > before,
                    IncidentRow.id.in_(held_incidents()),
                    task_open,
                )
            )
        )
        names = (
            await session.scalars(
                select(EvidenceRow.sha256)
                .where(EvidenceRow.named_at <= before, EvidenceRow.status != PURGING)
                .where(~needed)
                .order_by(EvidenceRow.named_at)
                .limit(BATCH)
            )
        ).all()
        if not names:
            return
        owners = await session.execute(
            select(IncidentEvidenceRow.sha256, IncidentRow.id, IncidentRow.camera_id)
            .join(IncidentRow, IncidentRow.id == IncidentEvidenceRow.incident_id)
            .where(IncidentEvidenceRow.sha256.in_(names))
            .order_by(IncidentRow.id)
        )
        owner_of = {sha256: (incident, camera) for sha256, incident, camera in owners}
        for name in names:
            incident, camera = owner_of.get(name, (None, None))
            self._audit.note(
                session,
                MACHINE,
                AuditedAct.EVIDENCE_PURGED,
                f"evidence/{name}",
                f"incident/{incident}" if incident else "",
                camera_id=camera,
            )
        await session.execute(
            delete(IncidentEvidenceRow)
            .where(IncidentEvidenceRow.sha256.in_(names))
            .execution_options(synchronize_session=False)
        )
        await session.execute(
            update(EvidenceRow)
            .where(EvidenceRow.sha256.in_(names))
            .values(status=PURGING)
            .execution_options(synchronize_session=False)
        )

    async def _remove(self, rows: Sequence[EvidenceRow]) -> list[str]:
        """Remove bytes; returns the names of those that are gone."""
        gone: list[str] = []
        try:
            for row in rows:
                media_type: MediaType = MP4 if row.media_type == MP4 else JPEG
                await self._store.delete(row.sha256, media_type)
                gone.append(row.sha256)
        except OSError as error:
            if not self._failing:
                _log.error("evidence is not purged; trying again later", reason=str(error))
            self._failing = True
            return gone
        if self._failing:
            _log.info("evidence is purged again")
        self._failing = False
        return gone
