"""Takes pictures and clips in and gives up on those that do not come (contract C7)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.evidence.evidence_format import FORMATS
from command_center.evidence.evidence_store import EvidenceStore
from command_center.evidence.span import Span
from command_center.feed import feed_log
from command_center.feed.announcer import Announcer
from command_center.feed.events import EvidenceEvent
from command_center.store.database import Database
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.evidence import EvidenceStatus, MediaType
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput

LOST_AFTER = timedelta(minutes=10)


class EvidenceKeeper:
    """The only place that says whether a picture is here.

    Args:
        database: Keeps the status.
        store: Keeps the bytes.
        announcer: Told after a commit.
        clock: Time.
    """

    def __init__(
        self, database: Database, store: EvidenceStore, announcer: Announcer, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._announcer = announcer
        self._clock = clock

    async def put(self, sha256: str, content: bytes, media_type: MediaType) -> bool:
        """Take a picture or clip in.

        Args:
            sha256: Its name.
            content: Its bytes.
            media_type: What they are said to be.

        Returns:
            Whether it is new.

        Raises:
            BadInput: the bytes do not match the name, are something else, or too many.
        """
        FORMATS[media_type].check(content)
        if await asyncio.to_thread(_sha256, content) != sha256:
            raise BadInput(
                Bilingual("证据内容与其名称不符", "the bytes do not match the name"),
                next_step=Bilingual(
                    "名称应为内容的 sha256", "the name is the sha256 of the bytes: read them again"
                ),
                sha256=sha256,
            )
        async with self._database.read() as session:
            row = await session.get(EvidenceRow, sha256)
            if row is not None and row.status == EvidenceStatus.STORED.value:
                return False
        await self._store.put(sha256, content, media_type)
        async with self._database.write() as session:
            row = await session.get(EvidenceRow, sha256)
            now = self._clock.now()
            if row is None:
                row = EvidenceRow(sha256=sha256, named_at=now)
                session.add(row)
            row.status = EvidenceStatus.STORED.value
            row.stored_at, row.size_bytes, row.media_type = now, len(content), media_type
            await self._tell(session, [sha256], EvidenceStatus.STORED)
        self._announcer.committed()
        return True

    async def get(self, sha256: str, media_type: MediaType, span: Span | None) -> bytes | None:
        """Return the bytes of a picture or clip, or none.

        Args:
            sha256: Its name.
            media_type: As it was stored.
            span: Which of its bytes; none for all.
        """
        return await self._store.get(sha256, media_type, span)

    async def give_up(self) -> None:
        """Mark as lost what has been on its way for too long; it may still come."""
        async with self._database.write() as session:
            rows = (
                await session.scalars(
                    select(EvidenceRow)
                    .where(EvidenceRow.status == EvidenceStatus.PENDING.value)
                    .where(EvidenceRow.named_at <= self._clock.now() - LOST_AFTER)
                    .limit(200)
                )
            ).all()
            for row in rows:
                row.status = EvidenceStatus.LOST.value
            await self._tell(session, [row.sha256 for row in rows], EvidenceStatus.LOST)
        if rows:
            self._announcer.committed()

    async def _tell(
        self, session: AsyncSession, names: Iterable[str], status: EvidenceStatus
    ) -> None:
        owners = await session.execute(
            select(IncidentEvidenceRow.sha256, IncidentRow.id, IncidentRow.region)
            .join(IncidentRow, IncidentRow.id == IncidentEvidenceRow.incident_id)
            .where(IncidentEvidenceRow.sha256.in_(list(names)))
        )
        for sha256, incident_id, region in owners:
            event = EvidenceEvent(sha256=sha256, incident_id=incident_id, status=status)
            feed_log.append(session, "evidence", region, self._clock.now(), event)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
