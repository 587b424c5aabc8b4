"""What these tests share: each runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from command_center.store.database import Database, sqlite_url
from tests.integration.command_center import house as house_module
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import House, house
from tests.integration.command_center.store import POSTGRESQL, SQLITE, Store
from tests.postgresql.cluster import Cluster

_BOTH = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.needs_postgresql)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on both databases, but for those that say they are about one of them."""
    marked = metafunc.definition.get_closest_marker
    stores = [POSTGRESQL] if marked("needs_postgresql") else _BOTH
    metafunc.parametrize("store", [SQLITE] if marked("sqlite_only") else stores, indirect=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied: half of a centre's first start is migrating."""
    file = tmp_path_factory.mktemp("migrated") / "centre.sqlite"

    async def migrate() -> None:
        database = Database(sqlite_url(file))
        try:
            await database.migrate()
        finally:
            await database.close()

    # In a thread: the test that asks first may have an event loop here.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate()).result()
    return file


@pytest.fixture(autouse=True)
def store(
    request: pytest.FixtureRequest, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """The database that the test's centres run on."""
    cluster: Cluster | None = None
    if request.param == POSTGRESQL:
        cluster = request.getfixturevalue("postgresql")
    store = Store(migrated, cluster)
    monkeypatch.setattr(house_module, "STORE", store)
    if store.server_url is not None:
        # For commands, which then ask no state folder.
        monkeypatch.setenv("SHARP_EYES_DATABASE_URL", store.server_url)
    yield store
    store.close()


@pytest.fixture
async def broker(mosquitto_path: Path, tmp_path: Path) -> AsyncIterator[Broker]:
    """A mosquitto of the test's own."""
    broker = Broker(mosquitto_path, tmp_path)
    await broker.start()
    yield broker
    await broker.kill()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[House]:
    """A centre with the demo town and without a broker."""
    async with house(tmp_path / "state") as running:
        yield running
