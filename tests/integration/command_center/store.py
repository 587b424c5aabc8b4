"""The database that a test runs on."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from command_center.store.database import Database, sqlite_url
from tests.postgresql.cluster import Cluster

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


class Store:
    """Where a test's centres keep what they know.

    A centre that is started twice in one test finds again what it wrote. On SQLite that is the file
    ``centre.sqlite`` in its state folder, on PostgreSQL one database for the whole test.

    Args:
        migrated: A SQLite file with all tables and nothing in them, to be copied.
        cluster: The PostgreSQL server; none on SQLite.
    """

    def __init__(self, migrated: Path, cluster: Cluster | None) -> None:
        self._migrated = migrated
        self._cluster = cluster
        self._open = ExitStack()
        self.server_url = self._open.enter_context(cluster.database()) if cluster else None

    def url(self, state: Path) -> str:
        """Return the URL of a state folder's database, with all tables made."""
        if self.server_url is not None:
            return self.server_url
        file = state / "centre.sqlite"
        if not file.exists():
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(self._migrated, file)
        return sqlite_url(file)

    def empty(self, folder: Path) -> str:
        """Return the URL of a new database without any table."""
        if self._cluster is None:
            return sqlite_url(folder / "empty.sqlite")
        return self._open.enter_context(self._cluster.database(empty=True))

    def execute(self, state: Path, *statements: str) -> None:
        """Change the database past the system; nobody's event loop is used."""
        if self.server_url is None:
            with closing(sqlite3.connect(state / "centre.sqlite")) as database:
                for statement in statements:
                    database.execute(statement)
                database.commit()
            return
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _run(self.server_url, statements)).result()

    def rows(self, state: Path, query: str) -> list[tuple[Any, ...]]:
        """Look into the database past the system."""
        if self.server_url is None:
            with closing(sqlite3.connect(state / "centre.sqlite")) as database:
                return database.execute(query).fetchall()
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, _run(self.server_url, [query])).result()

    def close(self) -> None:
        """Remove the databases that a server keeps."""
        self._open.close()


async def _run(url: str, statements: Sequence[str]) -> list[tuple[Any, ...]]:
    database = Database(url)
    rows: list[tuple[Any, ...]] = []
    try:
        async with database.write() as session:
            for statement in statements:
                result: Any = await session.execute(text(statement))
                rows = [tuple(row) for row in result] if result.returns_rows else []
    finally:
        await database.close()
    return rows
