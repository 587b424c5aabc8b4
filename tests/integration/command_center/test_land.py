"""Permits and protected land on the map, through the database to the shards they concern."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from command_center.audit.audit_trail import AuditTrail
from command_center.commands.cameras import cameras
from command_center.registry.credential_box import CredentialBox
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.registry.shards import Shards
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.yaml_file import load, parse
from tests.integration.command_center.store import Store

FIRST, SECOND = "37049901001326000001", "37049901001326000002"

TEXT = f"""
cameras:
  - id: {FIRST}
    name: a
    streams: {{sub: 'rtsp://h/x'}}
    ground_points:
      - {{picture: [0.1, 0.9], location: [117.5000, 34.7500]}}
      - {{picture: [0.9, 0.9], location: [117.5002, 34.7500]}}
      - {{picture: [0.7, 0.4], location: [117.5002, 34.7502]}}
      - {{picture: [0.3, 0.4], location: [117.5000, 34.7502]}}
  - {{id: {SECOND}, name: b, streams: {{sub: 'rtsp://h/y'}}}}
permits:
  - id: drawn
    camera: {SECOND}
    polygon: [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5]]
    valid_from: 2026-01-01
    valid_until: 2026-12-31
  - id: mapped
    ground: [[117.5000, 34.7500], [117.5002, 34.7500], [117.5002, 34.7502]]
    valid_from: 2026-01-01
    valid_until: 2026-12-31
  - id: elsewhere
    ground: [[118.5000, 34.7500], [118.5002, 34.7500], [118.5002, 34.7502]]
    valid_from: 2026-01-01
    valid_until: 2026-12-31
protected_land:
  - id: field
    name: 基本农田
    ground: [[117.5000, 34.7500], [117.5002, 34.7500], [117.5002, 34.7502]]
    min_area_m2: 4
"""


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cameras, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_land_goes_through_the_database_and_back_and_changes_are_told(tmp_path: Path) -> None:
    state, file, out = tmp_path / "s", tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_text(TEXT)
    assert "+ protected_land field" in run("import", file, "--dry-run", "--state", state)
    run("import", file, "--state", state)
    run("export", out, "--state", state)
    before, after = load(file), load(out)
    assert after.cameras == before.cameras
    assert set(after.permits) == set(before.permits)
    assert after.protected_land == before.protected_land

    file.write_text(TEXT.replace("min_area_m2: 4", "min_area_m2: 5").replace("mapped", "other"))
    told = run("import", file, "--state", state, "--prune")
    for line in ("+ permit other", "~ protected_land field", "- permit mapped"):
        assert line in told
    run("export", out, "--state", state)
    assert load(out).protected_land[0].min_area_m2 == 5.0


@pytest.mark.parametrize(
    ("owned", "permits", "protected"),
    [(FIRST, ["mapped"], ["field"]), (SECOND, ["drawn"], [])],
)
async def test_a_shard_gets_the_land_its_cameras_may_see(
    tmp_path: Path, store: Store, owned: str, permits: list[str], protected: list[str]
) -> None:
    database, clock = Database(store.url(tmp_path)), SystemClock()
    try:
        await database.migrate()
        trail = AuditTrail.open(database, tmp_path, None, None, clock)
        await trail.begin()
        registry = parse(TEXT).registry
        exchange = RegistryExchange(database, trail.log, clock)
        await exchange.take(registry, prune=False, what="a test")
        holder = DirectoryHolder(database)
        directory = await holder.reload()
        directory.shard_of.clear()
        directory.shard_of[owned] = "s1"
        box = CredentialBox.from_folder(tmp_path, None)
        shards = Shards(database, holder, SecretStore(database, box, trail.log, clock), clock)
        answer = ShardRegistry.model_validate(await shards.grant("s1", "node"))
    finally:
        await database.close()
    assert [camera.id for camera in answer.cameras] == [owned]
    assert [one.id for one in answer.permits] == permits
    assert [one.id for one in answer.protected_land] == protected
