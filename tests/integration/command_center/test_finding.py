"""Operators ask nodes to look for cameras, and take over what was found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from command_center.accounts.role import Role
from command_center.finding.finding_desk import KEPT, LISTENING
from command_center.store.audit_row import AuditRow
from command_center.store.finding_job_row import FindingJobRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import (
    CAMERA_PASSWORD,
    JPEG,
    House,
    house,
    until,
)

VILLAGE, OTHER_VILLAGE = "370499101201", "370499101202"
NODE = "demo"
ADDRESS = "rtsp://10.8.3.7:554/h264/sub"
OK = {"address": ADDRESS, "outcome": "ok", "codec": "h264", "still": "people"}
FOUND = {
    "devices": [
        {
            "host": "10.8.3.7",
            "port": 80,
            "model": "IPC-3",
            "cameras": [
                {"name": "村口", "sub": ADDRESS, "main": "rtsp://10.8.3.7/h264/main"},
                {"name": "坏的", "sub": None},
            ],
        },
        {"host": "10.8.3.8", "port": 80, "cameras": [{"name": "桥", "sub": "rtsp://10.8.3.8/2"}]},
    ]
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def post(client: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": uuid4().hex}
    return await client.post(f"/api/v1/finding/{path}", json=body, headers=headers)


async def listening(town: House) -> None:
    """The node holds the shard and asks once, so that it is known to take tasks."""
    async with town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
        assert (await node.post("/finding/next")).status_code == 204


async def asked(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    form = {"node": NODE, "kind": "probe", "address": ADDRESS} | body
    answer = await post(client, "jobs", {k: v for k, v in form.items() if v is not None})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def done(town: House, answer: dict[str, Any], still: bytes = b"") -> dict[str, Any]:
    """The node takes its task and answers it so; returns the task as it got it."""
    async with town.node() as node:
        job = (await node.post("/finding/next")).json()
        if still:
            sent = await node.put(f"/finding/{job['id']}/still", content=still)
            assert sent.status_code == 204, sent.text
        sent = await node.put(f"/finding/{job['id']}/answer", json=answer)
        assert sent.status_code == 204, sent.text
    return dict(job)


async def searched(town: House, client: httpx.AsyncClient, found: Any = None) -> str:
    """A search that is done; its id."""
    await listening(town)
    job = await asked(client, kind="discover", address=None)
    await done(town, {"discovery": found or FOUND})
    return str(job["id"])


async def trail(town: House, act: str) -> list[AuditRow]:
    async with town.centre.database.read() as session:
        return list(await session.scalars(select(AuditRow).where(AuditRow.what == act)))


async def test_a_look_goes_to_the_node_and_its_answer_and_picture_come_back(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        nodes = (await operator.get("/api/v1/finding/nodes")).json()
        assert nodes == [{"name": NODE, "listening": True}]
        job = await asked(operator, username="admin", password="topsecret")
        assert job["state"] == "waiting"
        got = await done(town, {"probe": OK}, JPEG)
        assert (got["address"], got["username"], got["password"]) == (
            ADDRESS,
            "admin",
            "topsecret",
        )
        seen = (await operator.get(f"/api/v1/finding/jobs/{job['id']}")).json()
        assert (seen["state"], seen["still"], seen["probe"]["codec"]) == ("done", True, "h264")
        still = await operator.get(f"/api/v1/finding/jobs/{job['id']}/still")
        assert still.content == JPEG
        assert still.headers["cache-control"] == "no-store"
    (row,) = await trail(town, "finding.asked")
    assert row.subject == f"node/{NODE}"
    assert row.detail == "probe rtsp://10.8.3.7:554"
    (opened,) = await trail(town, "finding.seen")
    assert opened.purpose == "duty"


async def test_a_password_is_kept_nowhere_once_the_node_has_it(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        answer = await post(
            operator,
            "jobs",
            {"node": NODE, "kind": "probe", "address": "rtsp://admin:topsecret@10.8.3.7/1"},
        )
        assert "topsecret" not in answer.text
    async with town.centre.database.read() as session:
        row = (await session.scalars(select(FindingJobRow))).one()
    assert row.sealed is not None
    assert b"topsecret" not in row.sealed
    assert "topsecret" not in str(row.request)
    got = await done(town, {"probe": OK})
    assert got["password"] == "topsecret"
    async with town.centre.database.read() as session:
        row = (await session.scalars(select(FindingJobRow))).one()
    assert row.sealed is None


async def test_a_node_looks_for_those_who_reach_a_camera_of_it(town: House) -> None:
    await town.centre.nodes.register("other", "token-of-the-other")
    async with town.node() as other:
        other.headers["Authorization"] = "Bearer token-of-the-other"
        assert (await other.post("/finding/next")).status_code == 204
    await listening(town)
    for region, unit, names in (
        ("", "", [NODE, "other"]),
        (VILLAGE, "", [NODE]),
        ("370498000000", "", []),
        ("", "没有摄像机的单位", []),
    ):
        async with town.somebody(Role.OPERATOR, region, unit) as operator:
            listed = (await operator.get("/api/v1/finding/nodes")).json()
            assert [one["name"] for one in listed] == names
            for name in (NODE, "other"):
                form = {"node": name, "kind": "discover", "hosts": ["10.8.3.0/24"]}
                answer = await post(operator, "jobs", form)
                assert answer.status_code == (200 if name in names else 404), answer.text


async def test_the_node_is_told_at_which_devices_it_masks_all(town: House) -> None:
    await listening(town)
    cameras = town.centre.directory.current.registry.cameras
    foreign = next(one for one in cameras if one.region == OTHER_VILLAGE)
    async with town.somebody(Role.OPERATOR, VILLAGE) as operator:
        await asked(operator, address="rtsp://a-name.example/x")
        got = await done(town, {"probe": OK})
    host = urlsplit(foreign.streams.sub).hostname
    assert (got["whole"], host in got["guarded_hosts"]) == (False, True)


async def test_an_operator_of_one_unit_takes_over_nothing_that_is_not_the_units(
    town: House,
) -> None:
    unit = town.centre.directory.current.registry.cameras[0].managing_unit
    async with town.somebody(Role.OPERATOR, VILLAGE, unit) as operator:
        job_id = await searched(town, operator)
        form = {"region": VILLAGE, "cameras": [{"sub": ADDRESS}], "dry_run": False}
        before = (await town.centre.directory.reload()).registry
        assert (await post(operator, f"jobs/{job_id}/take", form)).status_code == 403
        assert (await town.centre.directory.reload()).registry == before


async def test_a_registered_camera_is_looked_at_with_its_own_password(town: House) -> None:
    async with town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        await asked(operator, node=None, address=None, camera="37049901001326000001")
        got = await done(town, {"probe": OK})
    assert got["address"].endswith("/cam/37049901001326000001")
    assert got["password"] == CAMERA_PASSWORD


async def test_a_waiting_node_gets_its_task_at_once(town: House) -> None:
    await listening(town)
    async with town.node() as node, town.somebody(Role.OPERATOR) as operator:
        waiting = asyncio.create_task(node.post("/finding/next?wait_s=15"))
        await asyncio.sleep(0)
        job = await asked(operator)
        async with asyncio.timeout(10):
            answer = await waiting
        assert answer.json()["id"] == job["id"]
        assert answer.headers["cache-control"] == "no-store"


async def test_a_centre_that_ends_sends_waiting_nodes_home(town: House) -> None:
    waiting = asyncio.create_task(town.centre.finding.next(NODE, 30))
    await until(lambda: town.centre.finding.changed.count == 0)
    town.centre.finding.close()
    async with asyncio.timeout(10):
        assert await waiting is None


async def test_a_centre_that_ends_sends_home_a_node_that_waits_for_its_turn_to_write(
    town: House,
) -> None:
    desk, database = town.centre.finding, town.centre.database
    async with asyncio.timeout(30), database.write():
        waiting = asyncio.create_task(desk.next(NODE, 30))
        await until(lambda: any(one.get_name().startswith("finding-note") for one in _tasks()))
        desk.close()
        assert await waiting is None
        assert not any(one.get_name().startswith("finding-note") for one in _tasks())


def _tasks() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks()


async def test_nobody_else_sees_what_came_of_it(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator, town.somebody(Role.OPERATOR) as other:
        job = await asked(operator)
        await done(town, {"probe": OK}, JPEG)
        for path in ("", "/still"):
            answer = await other.get(f"/api/v1/finding/jobs/{job['id']}{path}")
            assert answer.status_code == 404
    assert await trail(town, "finding.seen") == []


async def test_the_address_of_somebody_elses_camera_is_not_looked_at(town: House) -> None:
    await listening(town)
    cameras = {one.region: one for one in town.centre.directory.current.registry.cameras}
    foreign, own = cameras[OTHER_VILLAGE], cameras[VILLAGE]
    async with town.somebody(Role.OPERATOR, VILLAGE) as operator:
        for body in ({"address": foreign.streams.sub}, {"address": None, "camera": foreign.id}):
            form = {"node": NODE, "kind": "probe"} | {k: v for k, v in body.items() if v}
            assert (await post(operator, "jobs", form)).status_code == 404
        await asked(operator, address=own.streams.sub)
        got = await done(town, {"probe": OK})
        # The demo's cameras are behind one host: whose picture it is, nobody can be sure.
        assert got["whole"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"address": "http://10.8.3.7/"}, 422),
        ({"address": "rtsp://"}, 422),
        ({"address": "rtsp://x/\u00a0y"}, 422),
        ({"address": None}, 422),
        ({"hosts": ["10.8.3.0/24"]}, 422),
        ({"kind": "discover"}, 422),
        ({"kind": "discover", "address": None, "hosts": ["http://10.8.3.7/admin/reboot"]}, 422),
        ({"kind": "discover", "address": None, "hosts": ["http://u:p@10.8.3.7"]}, 422),
        ({"password": "x"}, 422),
        ({"node": "no-such-node"}, 404),
        ({"camera": "37049901001326000001"}, 422),
        ({"address": None, "camera": "37049901001326999999"}, 404),
    ],
)
async def test_wishes_that_cannot_be_are_said_in_both_languages(
    town: House, body: dict[str, Any], status: int
) -> None:
    await listening(town)
    form = {"node": NODE, "kind": "probe", "address": ADDRESS} | body
    async with town.somebody(Role.OPERATOR) as operator:
        answer = await post(operator, "jobs", {k: v for k, v in form.items() if v is not None})
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["detail"]
    assert problem["detail_zh"]


async def test_one_person_cannot_fill_a_nodes_line(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        answers = [
            await post(operator, "jobs", {"node": NODE, "kind": "probe", "address": ADDRESS})
            for _ in range(5)
        ]
    assert [answer.status_code for answer in answers] == [200] * 4 + [409]


async def test_the_same_wish_sent_twice_is_one_task(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        headers = {"Idempotency-Key": "once"}
        form = {"node": NODE, "kind": "probe", "address": ADDRESS}
        ids = {
            (await operator.post("/api/v1/finding/jobs", json=form, headers=headers)).json()["id"]
            for _ in range(2)
        }
    assert len(ids) == 1


async def test_a_node_that_is_silent_takes_no_tasks_and_answers_go_with_time(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    async with house(tmp_path, clock) as town:
        await listening(town)
        async with town.somebody(Role.OPERATOR) as operator:
            job = await asked(operator)
            clock.advance(LISTENING.total_seconds() + 1)
            lapsed = (await operator.get(f"/api/v1/finding/jobs/{job['id']}")).json()
            assert lapsed["state"] == "lapsed"
            form = {"node": NODE, "kind": "probe", "address": ADDRESS}
            assert (await post(operator, "jobs", form)).status_code == 404
            async with town.node() as node:
                late = await node.put(f"/finding/{job['id']}/answer", json={"probe": OK})
                assert late.status_code == 410
            clock.advance(KEPT.total_seconds())
            await town.centre.finding.purge()
            gone = await operator.get(f"/api/v1/finding/jobs/{job['id']}")
            assert gone.status_code == 404


async def test_a_task_is_answered_by_its_own_node_alone(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator:
        job = await asked(operator)
        await town.centre.nodes.register("other", "token-of-the-other")
        headers = {"Authorization": "Bearer token-of-the-other"}
        async with httpx.AsyncClient(
            base_url=f"{town.url}/api/v1/node", headers=headers, timeout=20
        ) as other:
            assert (await other.post("/finding/next")).status_code == 204
            answer = await other.put(f"/finding/{job['id']}/answer", json={"probe": OK})
            assert answer.status_code == 410
        got = await done(town, {"probe": OK})
    assert got["id"] == job["id"]


async def test_what_is_no_picture_is_no_still(town: House) -> None:
    await listening(town)
    async with town.somebody(Role.OPERATOR) as operator, town.node() as node:
        await asked(operator)
        job = (await node.post("/finding/next")).json()
        bad = await node.put(f"/finding/{job['id']}/still", content=b"<svg>")
        assert bad.status_code == 415
        large = await node.put(f"/finding/{job['id']}/still", content=JPEG[:3] + bytes(600_000))
        assert large.status_code == 413


async def test_cameras_that_were_found_are_taken_over_with_a_dry_run_before(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as operator:
        job_id = await searched(town, operator)
        form = {
            "region": VILLAGE,
            "cameras": [
                {"sub": ADDRESS, "name": "村口新机", "place_type": "road"},
                {"sub": "rtsp://10.8.3.8/2"},
            ],
            "username": "admin",
            "password": "topsecret",
        }
        before = town.centre.directory.current.revision
        dry = (await post(operator, f"jobs/{job_id}/take", form)).json()
        assert dry["dry_run"] is True
        assert [one["name"] for one in dry["added"]] == ["村口新机", "桥"]
        assert "topsecret" not in str(dry)
        assert "cameras:" in dry["yaml"]
        assert (await town.centre.directory.reload()).revision == before
        taken = await post(operator, f"jobs/{job_id}/take", form | {"dry_run": False})
        assert taken.status_code == 200, taken.text
        directory = await town.centre.directory.reload()
        ids = [one["id"] for one in taken.json()["added"]]
        first = directory.registry.camera(ids[0])
        assert first is not None
        assert first.streams.main == "rtsp://10.8.3.7/h264/main"
        assert first.place_type.value == "road"
        async with town.centre.database.read() as session:
            (secret,) = await town.centre.secrets.named(session, [f"camera/{ids[0]}"])
        assert secret.password.get_secret_value() == "topsecret"
        again = (await post(operator, f"jobs/{job_id}/take", form)).json()
        assert again["added"] == []
        assert sorted(again["known"]) == sorted(ids)
    assert f"camera/{ids[0]}" in {row.subject for row in await trail(town, "registry.changed")}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"cameras": [{"sub": "rtsp://198.51.100.1/made-up"}]}, 422),
        ({"cameras": [{"sub": ADDRESS, "place_type": "toilet"}]}, 422),
        ({"region": OTHER_VILLAGE}, 404),
        ({"cameras": [{"sub": ADDRESS, "region": OTHER_VILLAGE}]}, 404),
        ({"cameras": []}, 422),
    ],
)
async def test_nothing_is_taken_over_that_must_not_be(
    town: House, change: dict[str, Any], status: int
) -> None:
    async with town.somebody(Role.OPERATOR, VILLAGE) as operator:
        job_id = await searched(town, operator)
        form = {"region": VILLAGE, "cameras": [{"sub": ADDRESS}], "dry_run": False} | change
        before = (await town.centre.directory.reload()).registry
        answer = await post(operator, f"jobs/{job_id}/take", form)
        assert answer.status_code == status, answer.text
        assert (await town.centre.directory.reload()).registry == before


async def test_a_region_that_is_not_in_the_tree_is_said(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as operator:
        job_id = await searched(town, operator)
        form = {"region": "370499101299", "cameras": [{"sub": ADDRESS}], "dry_run": False}
        answer = await post(operator, f"jobs/{job_id}/take", form)
    assert answer.status_code == 422
    assert "370499101299" in answer.json()["detail"]


async def test_a_search_does_not_show_somebody_elses_cameras(town: House) -> None:
    cameras = {one.region: one for one in town.centre.directory.current.registry.cameras}
    foreign = cameras[OTHER_VILLAGE].streams.sub
    found = {
        "devices": [
            {"host": "127.0.0.1", "port": 80, "cameras": [{"name": "别村的", "sub": foreign}]},
            *FOUND["devices"],
        ]
    }
    async with town.somebody(Role.OPERATOR, VILLAGE) as operator:
        job_id = await searched(town, operator, found)
        seen = (await operator.get(f"/api/v1/finding/jobs/{job_id}")).json()
        assert "别村的" not in str(seen)
        form = {"region": VILLAGE, "cameras": [{"sub": foreign}], "dry_run": False}
        assert (await post(operator, f"jobs/{job_id}/take", form)).status_code == 422


async def test_only_operators_look_for_cameras(town: House) -> None:
    for role in Role:
        async with town.somebody(role) as client:
            answer = await client.get("/api/v1/finding/nodes")
            assert answer.status_code == (200 if role is Role.OPERATOR else 403), role
