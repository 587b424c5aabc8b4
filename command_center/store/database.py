"""The database: engine, transactions and migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from command_center.store.json_text import JsonText
from command_center.store.patience import wait_s
from command_center.store.store_busy import StoreBusy
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

_log = structlog.get_logger(__name__)

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's lock before it says so."""

IDLE_TRANSACTION_S = 60.0
"""How long PostgreSQL keeps a transaction open in which nothing comes. The writers' lock hangs on
one: a centre that loses its power in the middle must not keep the centre beside it from storing
until the operating system gives the connection up, which is after two hours."""

LOCK_WAIT_S = 90.0
"""How long PostgreSQL waits for a lock before it says so; longer than a dead writer keeps one."""

_KEEPALIVES = {
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""The server looks for a silent client after 20 s and drops it within a minute: also one that is
gone while a statement of it runs."""

_WRITERS_LOCK = 0x53_45_31
"""Name of the advisory lock that PostgreSQL's writers take in turn."""


def sqlite_url(file: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


class Database:
    """SQLite by default, PostgreSQL by URL.

    Writers take turns: a feed position must become visible in the order of its number, or a
    reader that has passed a higher one would never see the lower one (contract C16). SQLite has
    one writer anyway; on PostgreSQL an advisory lock does the same.

    Args:
        url: SQLAlchemy URL with an asyncio driver.

    Raises:
        BadInput: the URL cannot be read.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise BadInput(
                Bilingual("数据库地址无法识别", "the database URL cannot be read"),
                next_step=Bilingual(
                    "例如 sqlite+aiosqlite:////目录/centre.sqlite",
                    "for example sqlite+aiosqlite:////folder/centre.sqlite",
                ),
            ) from error
        self._sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = create_async_engine(
            url,
            connect_args=_connect_args(parsed),
            # An error's text goes to the log, and what was bound is names, notes and hashes.
            hide_parameters=True,
            # Half of what is stored is JSON; this is written and read in a fifth of the time.
            json_serializer=_to_json,
            json_deserializer=from_json,
        )
        if self._sqlite:
            event.listen(self._engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self._engine.sync_engine, "begin", _begin_sqlite)
        self._readers = async_sessionmaker(self._engine, expire_on_commit=False)
        self._writers = async_sessionmaker(
            self._engine.execution_options(write=True), expire_on_commit=False
        )
        self._writer_turn = asyncio.Lock()
        self._busy = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session for reading; nothing is committed."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Give a session for reading that sees one moment, however long it reads."""
        async with self._readers() as session:
            if not self._sqlite:
                # A reading transaction of SQLite is one already.
                level = {"isolation_level": "REPEATABLE READ"}
                await session.connection(execution_options=level)
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Give a session for writing; commits at the end, rolls back on an error.

        Writers of this process wait their turn here rather than in SQLite's busy handler, which
        is not fair.

        Raises:
            StoreBusy: it is not the caller's turn within the time that ``waiting_at_most`` gives.
        """
        limit_s = wait_s()
        await self._take_turn(limit_s)
        try:
            async with self._writers() as session:
                await self._lock(session, limit_s)
                yield session
                await session.commit()
        finally:
            self._writer_turn.release()

    async def _take_turn(self, limit_s: float | None) -> None:
        try:
            async with asyncio.timeout(limit_s):
                await self._writer_turn.acquire()
        except TimeoutError:
            raise self._is_busy() from None

    async def _lock(self, session: AsyncSession, limit_s: float | None) -> None:
        try:
            if self._sqlite:
                await session.connection()
            else:
                if limit_s is not None:
                    lock_ms = {"limit": f"{round(limit_s * 1000)}ms"}
                    await session.execute(
                        text("SELECT set_config('lock_timeout', :limit, true)"), lock_ms
                    )
                await session.execute(
                    text("SELECT pg_advisory_xact_lock(:name)"), {"name": _WRITERS_LOCK}
                )
        except DBAPIError as error:
            if limit_s is None or not _is_locked(error):
                raise
            raise self._is_busy() from error
        if self._busy:
            self._busy = False
            _log.info("the store can be written again")

    def _is_busy(self) -> StoreBusy:
        if not self._busy:
            self._busy = True
            _log.warning("somebody else is writing for long; calls are asked to come again")
        return StoreBusy()

    async def migrate(self) -> None:
        """Bring the schema to this version's state."""
        async with self._engine.execution_options(write=True).begin() as connection:
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": BUSY_TIMEOUT_MS / 1000}
    if url.get_driver_name() != "asyncpg":
        return {}
    idle_ms, lock_ms = round(IDLE_TRANSACTION_S * 1000), round(LOCK_WAIT_S * 1000)
    return {
        "server_settings": {
            "idle_in_transaction_session_timeout": str(idle_ms),
            "lock_timeout": str(lock_ms),
            **_KEEPALIVES,
        }
    }


def _is_locked(error: DBAPIError) -> bool:
    # 55P03: lock_not_available (PostgreSQL, appendix A); SQLite has no code that reaches us.
    code = getattr(error.orig, "sqlstate", None)
    return code == "55P03" or "database is locked" in str(error.orig)


def _to_json(value: Any) -> str:
    return value if isinstance(value, JsonText) else to_json(value).decode()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy says BEGIN itself (below); the driver must not do it a second time.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: an acknowledgement is a promise that outlives a power cut (contract C6).
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading cannot become a writer once another one has written.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
