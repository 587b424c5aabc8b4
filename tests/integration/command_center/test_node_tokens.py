"""A node's token is looked up now and then, and a replaced one is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from command_center.accounts.nodes import REMEMBERED_S, Nodes
from command_center.accounts.role import Role
from command_center.accounts.sessions import token_hash
from command_center.store.database import Database
from command_center.store.node_row import NodeRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import House, post
from tests.integration.command_center.store import Store
from tests.unit.command_center.alerts import VILLAGE


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


@pytest.mark.parametrize(("region", "unit"), [(VILLAGE, ""), ("", "某单位")])
async def test_nodes_are_for_system_administrators_of_everything(
    town: House, region: str, unit: str
) -> None:
    async with town.somebody(Role.SYSTEM_ADMIN, region, unit) as admin, town.node() as node:
        made = await post(admin, "/api/v1/nodes", {"name": "demo"})
        assert (made.status_code, "token" in made.json()) == (403, False)
        assert (await admin.get("/api/v1/nodes")).status_code == 403
        assert (await admin.delete("/api/v1/nodes/demo")).status_code == 403
        assert (await node.post("/shards/shard-1/grant")).status_code == 200, "its token holds"


async def test_a_token_that_was_refused_is_taken_as_soon_as_it_is_registered(
    database: Database,
) -> None:
    nodes = Nodes(database, ManualClock())
    assert await nodes.find("first") is None
    await nodes.register("n1", "first")
    assert await nodes.find("first") == "n1"
