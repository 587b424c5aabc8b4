"""The migrations make the tables that the code expects."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from command_center.store.database import Database, sqlite_url
from command_center.store.tables import METADATA


async def test_after_all_migrations_nothing_is_left_to_change(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "a.sqlite"))
    try:
        await database.migrate()
        await database.migrate()

        def differences(connection: Connection) -> list[object]:
            context = MigrationContext.configure(connection)
            return list(compare_metadata(context, METADATA))

        async with database._engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await database.close()


async def test_a_commit_outlives_a_power_cut(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "a.sqlite"))
    try:
        async with database.write() as session:
            journal = await session.scalar(text("PRAGMA journal_mode"))
            synchronous = await session.scalar(text("PRAGMA synchronous"))
            foreign_keys = await session.scalar(text("PRAGMA foreign_keys"))
    finally:
        await database.close()
    # 2 is FULL.
    assert (journal, synchronous, foreign_keys) == ("wal", 2, 1)
