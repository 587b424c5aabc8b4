"""A node's token is looked up now and then, and a replaced one is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from command_center.accounts.nodes import REMEMBERED_S, Nodes
from command_center.accounts.sessions import token_hash
from command_center.store.database import Database
from command_center.store.node_row import NodeRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.store import Store


@pytest.fixture
async def database(tmp_path: Path, store: Store) -> AsyncIterator[Database]:
    made = Database(store.url(tmp_path))
    await made.migrate()
    yield made
    await made.close()


async def _taken_back_elsewhere(database: Database) -> None:
    async with database.write() as session:
        await session.execute(update(NodeRow).values(token_hash=token_hash("newer")))


async def test_a_token_that_is_replaced_here_is_refused_at_once(database: Database) -> None:
    nodes = Nodes(database, ManualClock())
    await nodes.register("n1", "first")
    assert await nodes.find("first") == "n1"
    await nodes.register("n1", "second")
    assert await nodes.find("first") is None
    assert await nodes.find("second") == "n1"


async def test_a_token_taken_back_by_another_process_is_refused_within_seconds(
    database: Database,
) -> None:
    clock = ManualClock()
    nodes = Nodes(database, clock)
    await nodes.register("n1", "first")
    assert await nodes.find("first") == "n1"
    await _taken_back_elsewhere(database)
    clock.advance(REMEMBERED_S - 0.1)
    assert await nodes.find("first") == "n1", "remembered"
    clock.advance(0.2)
    assert await nodes.find("first") is None
    assert await nodes.find("newer") == "n1"


async def test_a_token_that_was_refused_is_taken_as_soon_as_it_is_registered(
    database: Database,
) -> None:
    nodes = Nodes(database, ManualClock())
    assert await nodes.find("first") is None
    await nodes.register("n1", "first")
    assert await nodes.find("first") == "n1"
