"""Which cases are held."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.legal_hold_row import LegalHoldRow
from command_center.store.task_row import TaskRow


def held_incidents() -> Select[tuple[str]]:
    """Return the query for the ids of incidents of which nothing may be purged."""
    return select(LegalHoldRow.incident_id)


async def held_subjects(session: AsyncSession) -> list[str]:
    """Return what rows of the trail that belong to held cases are about."""
    incidents = (await session.scalars(held_incidents())).all()
    if not incidents:
        return []
    tasks = await session.scalars(select(TaskRow.id).where(TaskRow.incident_id.in_(incidents)))
    pictures = await session.scalars(
        select(IncidentEvidenceRow.sha256).where(IncidentEvidenceRow.incident_id.in_(incidents))
    )
    return [
        *(f"incident/{one}" for one in incidents),
        *(f"task/{one}" for one in tasks),
        *(f"evidence/{one}" for one in pictures),
    ]
