"""The database among several centres."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from command_center.api import access_control
from command_center.store import database as database_module
from command_center.store.database import Database
from command_center.store.patience import waiting_at_most
from command_center.store.store_busy import StoreBusy
from tests.integration.command_center.house import house
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


@pytest.mark.parametrize("by", ["this process", "another"])
async def test_a_call_that_cannot_write_is_asked_to_come_again(
    by: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_control, "CALL_WAIT_S", 60.0)
    async with house(tmp_path) as town, town.signed_in() as api:
        other = Database(store.url(tmp_path))
        holder = town.centre.database if by == "this process" else other
        purpose = {"purpose": "值班"}
        try:
            async with asyncio.timeout(60), holder.write() as session:
                await session.execute(text("SELECT 1"))
                monkeypatch.setattr(access_control, "CALL_WAIT_S", 0.2)
                refused = await api.put("/api/v1/session/purpose", json=purpose)
                assert (await api.get("/api/v1/cameras?limit=1")).status_code == 200, "reading goes"
        finally:
            await other.close()
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "5"
        problem = refused.json()
        assert "nothing was changed" in problem["detail"]
        assert "未作任何改动" in problem["detail_zh"]
        assert (await api.get("/api/v1/session")).json()["purpose"] != "值班"
        monkeypatch.setattr(access_control, "CALL_WAIT_S", 60.0)
        assert (await api.put("/api/v1/session/purpose", json=purpose)).status_code == 200


async def test_a_job_of_the_centre_waits_its_turn_however_long_it_takes(
    store: Store, tmp_path: Path
) -> None:
    database = Database(store.url(tmp_path))
    try:
        async with database.write() as held:
            await held.execute(text("SELECT 1"))
            waiting = asyncio.create_task(write_at_leisure(database))
            with pytest.raises(StoreBusy), waiting_at_most(0.05):
                async with database.write():
                    pass
            assert not waiting.done()
        async with asyncio.timeout(30):
            await waiting
    finally:
        await database.close()


async def write_at_leisure(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("SELECT 1"))
