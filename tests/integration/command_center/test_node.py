"""What nodes are told."""

from __future__ import annotations

from pathlib import Path

import httpx

from sharp_eyes.node.shard_registry import ShardRegistry
from tests.integration.command_center.house import CAMERA_PASSWORD, House, house
from tests.unit.command_center.alerts import SQUARE, alert, ulid


async def test_each_grant_raises_the_epoch_above_that_of_every_shard(tmp_path: Path) -> None:
    epochs = []
    for _ in range(2):
        async with house(tmp_path) as town, town.node() as node:
            for shard in ("shard-1", "shard-2", "shard-1"):
                answer = await node.post(f"/shards/{shard}/grant")
                epochs.append(ShardRegistry.model_validate_json(answer.content).epoch)
    assert epochs == [1, 2, 3, 4, 5, 6]


async def test_a_node_gets_its_cameras_with_their_passwords_and_only_what_is_newer(
    town: House,
) -> None:
    async with town.node() as node:
        granted = ShardRegistry.model_validate_json(
            (await node.post("/shards/shard-1/grant")).content
        )
        assert len(granted.cameras) == 12
        assert granted.secrets[0].password.get_secret_value() == CAMERA_PASSWORD

        same = await node.get(f"/shards/shard-1/cameras?after={granted.revision}")
        assert (same.status_code, same.content) == (204, b"")
        newer = await node.get(f"/shards/shard-1/cameras?after={granted.revision - 1}")
        assert ShardRegistry.model_validate_json(newer.content).epoch == granted.epoch


async def test_a_node_that_lost_its_disk_learns_of_its_open_incidents(town: House) -> None:
    still_open, ended = ulid(), ulid()
    await town.centre.intake._commit(
        [
            alert(still_open, zone="a", seq=3, phase="update", epoch=2, value=17.0),
            alert(ended, zone="b"),
            alert(ended, zone="b", seq=1, phase="end"),
        ]
    )
    async with town.node() as node:
        for shard in ("shard-1", "shard-2"):
            assert (await node.post(f"/shards/{shard}/grant")).status_code == 200
        found = (await node.get("/shards/shard-1/incidents")).json()
        other = (await node.get("/shards/shard-2/incidents")).json()
    assert found == [
        {
            "incident_id": still_open,
            "camera": SQUARE,
            "kind": "crowd",
            "zone": "a",
            "opened_at": "2026-06-01T08:00:00Z",
            "severity": 2,
            "epoch": 2,
            "seq": 3,
            "value": 17.0,
        }
    ]
    assert other == []


async def test_a_shard_is_served_to_the_node_that_holds_it_alone(town: House) -> None:
    await town.centre.nodes.register("other", "token-of-the-other")
    async with town.node() as first, town.node() as other:
        other.headers["Authorization"] = "Bearer token-of-the-other"

        async def served(node: httpx.AsyncClient) -> list[int]:
            return [
                (await node.get(f"/shards/shard-1/{what}")).status_code
                for what in ("cameras", "incidents")
            ]

        assert await served(first) == [409, 409], "nobody holds it yet"
        assert (await first.post("/shards/shard-1/grant")).status_code == 200
        assert (await served(first), await served(other)) == ([200, 200], [409, 409])
        refused = await other.get("/shards/shard-1/cameras")
        assert CAMERA_PASSWORD not in refused.text
        # A take-over is open to every node, and seen: the former one is served no more.
        assert (await other.post("/shards/shard-1/grant")).status_code == 200
        assert (await served(first), await served(other)) == ([409, 409], [200, 200])
        # Started anew, a node takes its shard back.
        assert (await first.post("/shards/shard-1/grant")).status_code == 200
        assert await served(first) == [200, 200]


async def test_a_session_is_no_token_and_a_token_no_session(town: House) -> None:
    async with town.signed_in() as api:
        assert (await api.post("/api/v1/node/shards/shard-1/grant")).status_code == 401
    async with town.node() as node:
        assert (await node.get(f"{town.url}/api/v1/cameras")).status_code == 401
        node.headers["Authorization"] = "Bearer wrong"
        assert (await node.get("/shards/shard-1/cameras")).status_code == 401


async def test_a_registry_file_that_differs_from_the_database_is_said_at_start(
    tmp_path: Path,
) -> None:
    from tests.integration.command_center.house import REGISTRY

    text = REGISTRY.read_text()
    edited = tmp_path / "camera_registry.yaml"
    edited.write_text(text)
    async with house(tmp_path / "s", registry=edited) as town:
        assert town.said == []
    edited.write_text(text.replace("东溪文化广场", "东溪新广场"))
    async with house(tmp_path / "s", registry=edited) as town:
        assert "0 cameras added, 1 changed, 0 removed" in town.said[0]
        assert town.centre.directory.current.cameras[SQUARE].name == "东溪文化广场"
