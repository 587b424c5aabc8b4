"""Where a shard may speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.audit.audit_trail import AuditTrail
from command_center.registry.credential_box import CredentialBox
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.registry.shards import Shards
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.registry.yaml_file import parse
from tests.integration.command_center.store import Store

CAMERA = "37049901001326000001"
REGIONS = """
regions:
  - {code: "370499000000", name: a}
  - {code: "370499102000", name: b}
  - {code: "370499102201", name: c}
"""


@pytest.mark.parametrize(
    ("region", "town", "may"),
    [
        ("370499102201", "101", True),
        ("370499102201", "102", True),
        ("370499102201", "103", False),
        (None, "103", True),
    ],
)
async def test_a_shard_speaks_where_it_was_granted_or_its_cameras_stand(
    tmp_path: Path, store: Store, region: str | None, town: str, may: bool
) -> None:
    lies = f"region: '{region}', " if region else ""
    text = f"{REGIONS}cameras:\n  - {{id: '{CAMERA}', name: a, {lies}streams: {{sub: 'rtsp://h/x'}}}}\n"
    database, clock = Database(store.url(tmp_path)), SystemClock()
    try:
        await database.migrate()
        trail = AuditTrail.open(database, tmp_path, None, None, clock)
        await trail.begin()
        exchange = RegistryExchange(database, trail.log, clock)
        await exchange.take(parse(text).registry, prune=False, what="a test")
        holder = DirectoryHolder(database)
        await holder.reload()
        (shard,) = set(holder.current.shard_of.values())
        box = CredentialBox.from_folder(tmp_path, None)
        shards = Shards(database, holder, SecretStore(database, box, trail.log, clock), clock)
        shards.home = ("370499", "101")
        address = NodeAddress("370499", town, "node", shard)
        assert shards.is_of(address)  # nothing is known before the first grant
        await shards.grant(shard, "node")
        assert shards.is_of(address) is may
    finally:
        await database.close()
