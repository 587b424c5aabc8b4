"""The database among several centres."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from command_center.store import database as database_module
from command_center.store.database import Database
from tests.integration.command_center.store import Store


async def fall_silent(silent: Database, *, meanwhile: Database) -> None:
    """Say nothing while holding the writers' lock, as one does whose power is gone."""
    async with silent.write() as lost:
        async with asyncio.timeout(30), meanwhile.write() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        await lost.execute(text("SELECT 1"))


@pytest.mark.needs_postgresql
async def test_a_writer_that_falls_silent_does_not_keep_the_others_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "IDLE_TRANSACTION_S", 2.0)
    url = store.url(tmp_path)
    silent, other = Database(url), Database(url)
    try:
        with pytest.raises(DBAPIError):
            await fall_silent(silent, meanwhile=other)
        async with silent.write() as session:
            assert await session.scalar(text("SELECT 1")) == 1
    finally:
        await silent.close()
        await other.close()


async def test_an_errors_text_does_not_hold_what_was_written(store: Store, tmp_path: Path) -> None:
    database = Database(store.url(tmp_path))
    try:
        with pytest.raises(DBAPIError) as caught:
            await write(database, "INSERT INTO no_such_table (name) VALUES (:name)", "hunter2")
        assert "no_such_table" in str(caught.value)
        assert "hunter2" not in str(caught.value)
    finally:
        await database.close()


async def write(database: Database, statement: str, name: str) -> None:
    async with database.write() as session:
        await session.execute(text(statement), {"name": name})
