"""Table ``incident`` by the hundred: read and written without mapped objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.store.incident_record import IncidentRecord
from command_center.store.incident_row import IncidentRow

INCIDENTS = IncidentRow.metadata.tables[IncidentRow.__tablename__]

_NAMES = tuple(field.name for field in fields(IncidentRecord))
_NEVER_CHANGES = frozenset({"id", "kind", "subject", "camera_id", "zone", "region", "location"})
_CHANGING = tuple(name for name in _NAMES if name not in _NEVER_CHANGES)
_UPDATE = (
    update(INCIDENTS)
    .where(INCIDENTS.c.id == bindparam("this_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)


async def load_incidents(
    session: AsyncSession, wanted: ColumnElement[bool]
) -> list[IncidentRecord]:
    """Read incidents.

    Args:
        session: Any session.
        wanted: Which; a condition on ``INCIDENTS``.
    """
    columns = [INCIDENTS.c[name] for name in _NAMES]
    return [IncidentRecord(*row) for row in await session.execute(select(*columns).where(wanted))]


async def write_incidents(
    session: AsyncSession, changed: Sequence[IncidentRecord], fresh: Sequence[IncidentRecord]
) -> None:
    """Write incidents as they are now.

    The changed ones come first: a key must be free before a successor takes it.

    Args:
        session: A writing session.
        changed: Known before.
        fresh: Not known before.
    """
    if changed:
        await session.execute(
            _UPDATE,
            [
                {"this_id": one.id, **{f"new_{name}": getattr(one, name) for name in _CHANGING}}
                for one in changed
            ],
        )
    if fresh:
        rows = [{name: getattr(one, name) for name in _NAMES} for one in fresh]
        await session.execute(insert(INCIDENTS), rows)
    await _refresh(session, (one.id for one in changed))


async def _refresh(session: AsyncSession, ids: Iterable[str]) -> None:
    """Bring mapped objects up to date that whoever gave us the session had read before."""
    mapped: dict[Any, Any] = {
        row.id: row for row in session.identity_map.values() if isinstance(row, IncidentRow)
    }
    for incident_id in ids:
        if incident_id in mapped:
            await session.refresh(mapped[incident_id])
