"""One server for a run of tests, with a database for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

from command_center.store.database import Database
from tests.postgresql.server import PostgresServer

_TEMPLATE = "all_migrations"


class Cluster:
    """Hands out databases that are copied, not migrated: 0.06 s instead of a second.

    Args:
        server: Up.
    """

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._template_made = False

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Give the URL of a new database that is gone afterwards.

        Args:
            empty: Without any table, for tests of migrations.
        """
        if not empty:
            self._make_template()
        name = f"test_{next(self._numbers)}"
        self._server.create(name, "template0" if empty else _TEMPLATE)
        try:
            yield self._server.url(name)
        finally:
            self._server.drop(name)

    def _make_template(self) -> None:
        if self._template_made:
            return
        self._server.create(_TEMPLATE)
        # In a thread: the test that asks first may have an event loop here.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _migrate(self._server.url(_TEMPLATE))).result()
        self._template_made = True


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()
