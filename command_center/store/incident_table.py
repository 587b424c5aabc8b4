"""Table ``incident`` by the hundred: read and written without mapped objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.store.incident_record import IncidentRecord
from command_center.store.incident_row import IncidentRow
from command_center.store.plain_rows import insert_rows, update_rows

INCIDENTS = IncidentRow.metadata.tables[IncidentRow.__tablename__]

_NAMES = tuple(field.name for field in fields(IncidentRecord))
_NEVER_CHANGES = frozenset({"kind", "subject", "camera_id", "zone", "region", "location"})
_CHANGING = tuple(name for name in _NAMES if name not in _NEVER_CHANGES)


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
    await session.run_sync(update_rows, IncidentRow, "id", _rows(changed, _CHANGING))
    await session.run_sync(insert_rows, IncidentRow, _rows(fresh, _NAMES))
    await _refresh(session, (one.id for one in changed))


def _rows(records: Iterable[IncidentRecord], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in names} for one in records]


async def _refresh(session: AsyncSession, ids: Iterable[str]) -> None:
    """Bring mapped objects up to date that whoever gave us the session had read before."""
    mapped: dict[Any, Any] = {
        row.id: row for row in session.identity_map.values() if isinstance(row, IncidentRow)
    }
    for incident_id in ids:
        if incident_id in mapped:
            await session.refresh(mapped[incident_id])
