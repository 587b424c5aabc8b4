"""A running centre and its workers follow a change of the registry."""

from __future__ import annotations

from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.exchange import RegistryExchange
from command_center.registry.registry_watch import RegistryWatch
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry
from tests.integration.command_center.house import House, until

NEW = "37049901001326000099"


async def test_a_camera_added_by_command_reaches_pages_and_nodes_while_the_centre_runs(
    town: House,
) -> None:
    before = town.centre.directory.current.revision
    camera = Camera.model_validate(
        {"id": NEW, "name": "n", "region": "370499101201", "streams": {"sub": "rtsp://h/x"}}
    )
    exchange = RegistryExchange(town.centre.database, town.centre.audit, SystemClock())
    stored = await exchange.read()
    changed = stored.model_copy(update={"cameras": (*stored.cameras, camera)})
    await exchange.take(Registry.model_validate(changed.model_dump()), prune=False, what="a test")
    await until(lambda: town.centre.directory.current.revision > before)
    async with town.signed_in() as api, town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
        assert NEW in {one["id"] for one in (await api.get("/api/v1/cameras")).json()}
        answer = await node.get(f"/shards/shard-1/cameras?after={before}")
        told = ShardRegistry.model_validate_json(answer.content)
    assert NEW in {one.id for one in told.cameras}
    assert told.revision > before


async def test_a_change_that_somebody_loaded_who_tells_nobody_is_told_all_the_same(
    town: House,
) -> None:
    told: list[int] = []
    holder = DirectoryHolder(town.centre.database)
    watch = RegistryWatch(
        town.centre.database, holder, lambda: told.append(holder.current.revision)
    )
    await holder.reload()
    assert await watch.look() is False
    await town.centre.secrets.put("another", "user", "password")
    newest = (await holder.reload()).revision
    assert await watch.look() is True
    assert told == [newest]
    assert await watch.look() is False
