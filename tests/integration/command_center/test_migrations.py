"""The migrations make the tables that the code expects."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from command_center.store import migrations
from command_center.store.database import Database, sqlite_url
from command_center.store.tables import all_tables
from tests.integration.command_center.store import Store

MIGRATIONS = Path(migrations.__file__).parent


async def test_after_all_migrations_nothing_is_left_to_change(tmp_path: Path, store: Store) -> None:
    database = Database(store.empty(tmp_path))
    try:
        await database.migrate()
        await database.migrate()

        def differences(connection: Connection) -> list[object]:
            context = MigrationContext.configure(connection)
            return list(compare_metadata(context, all_tables()))

        async with database._engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await database.close()


async def test_accounts_of_before_keep_what_they_had_and_the_administrator_becomes_one_of_three(
    tmp_path: Path, store: Store
) -> None:
    def move(connection: Connection, revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    database = Database(store.empty(tmp_path))
    try:
        async with database._engine.execution_options(write=True).begin() as connection:
            await connection.run_sync(move, "0003")
            now = {"now": datetime(2026, 1, 1, tzinfo=UTC)}
            await connection.execute(
                text(
                    'INSERT INTO "user" (id, username, display_name, password_hash, disabled,'
                    " created_at) VALUES (1, 'duty', 'x', 'h', false, :now)"
                ),
                now,
            )
            for role in ("duty_officer", "admin"):
                await connection.execute(
                    text("INSERT INTO role_grant VALUES (1, :role, '370499000000')"),
                    {"role": role},
                )
            await connection.execute(
                text("INSERT INTO session VALUES ('s', 't', 1, 'p', :now, :now)"), now
            )
        await database.migrate()
        async with database.read() as session:
            query = "SELECT user_id, role, region, unit FROM role_grant ORDER BY role"
            grants = (await session.execute(text(query))).all()
            assert [tuple(row) for row in grants] == [
                (1, "duty_officer", "370499000000", ""),
                (1, "security_admin", "370499000000", ""),
            ]
            assert await session.scalar(text("SELECT count(*) FROM session")) == 1
            assert await session.scalar(text('SELECT region FROM "user"')) == ""
    finally:
        await database.close()


@pytest.mark.sqlite_only("PostgreSQL commits so by default")
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
