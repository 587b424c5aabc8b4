"""Rows written as the driver takes them stand there as SQLAlchemy would have written them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from command_center.store.database import Database
from command_center.store.incident_row import IncidentRow
from command_center.store.json_text import JsonText
from command_center.store.plain_rows import insert_rows, update_rows
from tests.integration.command_center.store import Store

MOMENT = datetime(2026, 6, 1, 16, 0, 0, 25, timezone(timedelta(hours=8)))
INCIDENT: dict[str, Any] = {
    "kind": "crowd",
    "subject": "camera/37049901001326000002",
    "camera_id": None,
    "source": "/370499/101/demo/shard-1",
    "region": "370499101201",
    "severity": 2,
    "state": "open",
    "review": "none",
    "epoch": 2**62,
    "seq": 0,
    "opened_at": MOMENT,
    "updated_at": MOMENT + timedelta(seconds=1),
    "ended_at": None,
    "end_reason": None,
    "alert_id": "A",
    "decoded_at": MOMENT,
    "received_at": MOMENT,
    "time_source": "arrival",
    "location": None,
    "measurement": {"unit": "人", "value": 11.0, "at_least": False},
    "model": {"name": "\"'\\{},"},
    "held_back_by": None,
    "part_of": None,
    "peak": None,
}


@pytest.fixture
async def database(store: Store, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(store.url(tmp_path))
    yield database
    await database.close()


async def write(database: Database, *rows: dict[str, Any], ignore: bool = False) -> None:
    async with database.write() as session:
        await session.run_sync(insert_rows, IncidentRow, rows, ignore=ignore)


async def stored(database: Database) -> dict[str, tuple[Any, ...]]:
    """Zone → its row as it stands there, without its id."""
    names = ", ".join(f"CAST({name} AS text)" for name in ("zone", *INCIDENT))
    async with database.read() as session:
        found = await session.execute(text(f"SELECT {names} FROM incident ORDER BY id"))
        return {row[0]: tuple(row[1:]) for row in found}


async def test_what_is_written_is_what_a_mapped_object_would_have_written(
    database: Database,
) -> None:
    async with database.write() as session:
        session.add(IncidentRow(id="1", zone="mapped", **INCIDENT))
    written = INCIDENT | {"model": JsonText('{"name":"\\"\'\\\\{},"}')}
    await write(
        database, {"id": "2", "zone": "plain"} | INCIDENT, {"id": "3", "zone": "2"} | written
    )

    found = await stored(database)
    assert found["plain"] == found["2"] == found["mapped"]


async def test_rows_whose_key_is_taken_are_left_alone_or_refused(database: Database) -> None:
    first, again = {"id": "1", "zone": "first"} | INCIDENT, {"id": "1", "zone": "again"} | INCIDENT
    await write(database, first)
    await write(database, again, {"id": "2", "zone": "other"} | INCIDENT, ignore=True)
    assert set(await stored(database)) == {"first", "other"}

    with pytest.raises(IntegrityError):
        await write(database, again)


async def test_an_update_changes_what_it_names_and_passes_over_what_is_not_there(
    database: Database,
) -> None:
    rows = [{"id": str(number), "zone": f"z{number}"} | INCIDENT for number in range(3)]
    await write(database, *rows)
    new = [
        {"id": "0", "state": "ended", "ended_at": MOMENT, "peak": {"value": 3.5}},
        {"id": "2", "state": "open", "ended_at": None, "peak": None},
        {"id": "not there", "state": "ended", "ended_at": MOMENT, "peak": None},
    ]
    async with database.write() as session:
        await session.run_sync(update_rows, IncidentRow, "id", new)

    async with database.read() as session:
        found = list(await session.scalars(select(IncidentRow).order_by(IncidentRow.id)))
    assert [(row.state, row.ended_at, row.peak, row.seq) for row in found] == [
        ("ended", MOMENT, {"value": 3.5}, 0),
        ("open", None, None, 0),
        ("open", None, None, 0),
    ]


async def test_nothing_to_write_is_no_statement(database: Database) -> None:
    await write(database)
    async with database.write() as session:
        await session.run_sync(update_rows, IncidentRow, "id", [])
    assert await stored(database) == {}


@pytest.mark.needs_postgresql
async def test_what_is_too_long_for_its_column_is_refused_and_not_cut(database: Database) -> None:
    with pytest.raises(DBAPIError, match="too long"):
        await write(database, {"id": "1", "zone": "z" * 41} | INCIDENT)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = {"id": "1", "zone": "z", **INCIDENT, "opened_at": MOMENT.replace(tzinfo=None)}
    with pytest.raises(ValueError, match="without a time zone"):
        await write(database, naive)
