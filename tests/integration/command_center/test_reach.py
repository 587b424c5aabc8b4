"""What a role, a region and a managing unit reach: lists, single things, pictures and the feed."""

from __future__ import annotations

import hashlib
from contextlib import AsyncExitStack

import httpx
import pytest

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.store.task_row import TaskRow
from sharp_eyes.registry.camera import Camera
from tests.integration.command_center.house import JPEG, House, next_of, post
from tests.unit.command_center.alerts import PLOT, SQUARE, VILLAGE, alert, ulid

NAME = hashlib.sha256(JPEG).hexdigest()
TYPE = {"Content-Type": "image/jpeg"}
UNIT = "晨光镇综治中心"
TEAM = "东溪村网格队"
OTHER = "370499101202"


async def ids(api: httpx.AsyncClient, path: str) -> list[str]:
    answer = await api.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()]


async def give_to(town: House, camera_id: str, unit: str) -> None:
    """Put a camera under another managing unit."""
    exchange_registry = town.centre.directory.current.registry
    cameras = tuple(
        Camera.model_validate(camera.model_dump() | {"managing_unit": unit})
        if camera.id == camera_id
        else camera
        for camera in exchange_registry.cameras
    )
    from command_center.store.camera_row import CameraRow

    async with town.centre.database.write() as session:
        row = await session.get_one(CameraRow, camera_id)
        row.document = row.document | {"managing_unit": unit}
    changed = exchange_registry.model_copy(update={"cameras": cameras})
    directory = town.centre.directory
    directory.current = type(directory.current).of(
        directory.current.revision, changed, directory.current.shard_of
    )


async def test_a_grant_of_one_unit_reaches_its_cameras_and_what_is_about_them(
    town: House,
) -> None:
    await give_to(town, PLOT, "水务局")
    about_square, about_plot = ulid(), ulid()
    async with AsyncExitStack() as stack:
        water = await stack.enter_async_context(town.somebody(Role.DUTY_OFFICER, VILLAGE, "水务局"))
        centre = await stack.enter_async_context(town.somebody(Role.DUTY_OFFICER, VILLAGE, UNIT))
        team = await stack.enter_async_context(town.somebody(Role.GRID_WORKER, "", TEAM))
        everybody = await stack.enter_async_context(town.somebody(Role.DUTY_OFFICER))
        feed = await stack.enter_async_context(town.socket(water, "/api/v1/feed"))
        first = await next_of(feed, "cameras")
        assert [one["id"] for one in first["data"]] == [PLOT]

        await town.centre.intake._commit([alert(about_square, evidence=(NAME,))])
        await town.centre.intake._commit([alert(about_plot, camera=PLOT, zone="p")])
        assert (await next_of(feed, "incident"))["data"]["incident"]["id"] == about_plot
        assert (await next_of(feed, "task"))["data"]["incident_id"] == about_plot
        async with town.node() as node:
            await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)

        assert await ids(water, "cameras") == [PLOT]
        assert PLOT not in await ids(centre, "cameras")
        assert await ids(water, "incidents") == [about_plot]
        assert await ids(centre, "incidents") == [about_square]
        assert len(await ids(everybody, "incidents")) == 2
        assert len(await ids(water, "tasks")) == 1
        assert len(await ids(centre, "tasks")) == 1
        # Both tasks went to the team of the grid, whosever the cameras are.
        assert len(await ids(team, "tasks")) == 2
        assert set(await ids(team, "incidents")) == {about_square, about_plot}

        path = f"/api/v1/evidence/{NAME}"
        assert (await water.get(path)).status_code == 404
        assert (await centre.get(path)).status_code == 200
        assert (await team.get(path)).status_code == 200
        foreign = await post(water, f"/api/v1/incidents/{about_square}/confirm", {})
        assert foreign.status_code == 404
        own = await post(water, f"/api/v1/incidents/{about_plot}/confirm", {})
        assert own.status_code == 200


async def test_an_operator_sees_faults_and_a_grid_worker_what_there_is_a_task_about(
    town: House,
) -> None:
    crowd, fault, waiting = ulid(), ulid(), ulid()
    async with AsyncExitStack() as stack:
        operator = await stack.enter_async_context(town.somebody(Role.OPERATOR, VILLAGE))
        worker = await stack.enter_async_context(town.somebody(Role.GRID_WORKER, VILLAGE))
        feed = await stack.enter_async_context(town.socket(operator, "/api/v1/feed"))
        await next_of(feed, "hello")
        # A construction waits for a duty officer's word: no task yet.
        await town.centre.intake._commit(
            [alert(waiting, kind="construction", camera=PLOT, zone="plot")]
        )
        await town.centre.intake._commit([alert(crowd, evidence=(NAME,))])
        await town.centre.intake._commit([alert(fault, kind="camera-fault", zone=None)])
        assert (await next_of(feed, "incident"))["data"]["incident"]["id"] == fault
        assert await ids(operator, "incidents") == [fault]
        told = await next_of(feed, "task")
        assert told["data"] == (await operator.get("/api/v1/tasks")).json()[0]
        assert told["data"]["actions"] == ["accept"]
        assert len(await ids(operator, "tasks")) == 1
        assert set(await ids(worker, "incidents")) == {crowd, fault}
        assert len(await ids(worker, "tasks")) == 2
        answer = await operator.get(f"/api/v1/evidence/{NAME}")
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.GRID_WORKER, {"accept"}),
        (Role.SUPERVISOR, {"urge"}),
        (Role.DUTY_OFFICER, {"accept", "urge"}),
    ],
)
async def test_each_role_takes_its_own_steps(town: House, role: Role, allowed: set[str]) -> None:
    await town.centre.intake._commit([alert(ulid())])
    async with town.somebody(role, VILLAGE) as api:
        shown = (await api.get("/api/v1/tasks")).json()[0]
        assert set(shown["actions"]) == allowed
        task = shown["id"]
        for action in ("urge", "accept"):
            answer = await post(api, f"/api/v1/tasks/{task}/steps", {"action": action})
            assert answer.status_code == (200 if action in allowed else 403), action
    async with town.somebody(role, OTHER) as elsewhere:
        answer = await post(elsewhere, f"/api/v1/tasks/{task}/steps", {"action": "urge"})
        assert answer.status_code == 404


async def test_roles_in_two_villages_do_not_lend_each_other_their_calls(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.signed_in("security") as admin:
        await town.add_user("both", OTHER, Role.DUTY_OFFICER)
        form = {"role": "supervisor", "region": VILLAGE}
        assert (await post(admin, "/api/v1/users/both/grants", form)).status_code == 200
        async with town.signed_in("both") as api:
            assert await ids(api, "incidents") == [incident]
            answer = await post(api, f"/api/v1/incidents/{incident}/confirm", {})
            assert answer.status_code == 404
            task = (await ids(api, "tasks"))[0]
            steps = f"/api/v1/tasks/{task}/steps"
            assert (await post(api, steps, {"action": "accept"})).status_code == 403
            assert (await post(api, steps, {"action": "urge"})).status_code == 200


async def test_a_machines_token_reads_what_its_scopes_and_region_allow_until_it_is_revoked(
    town: House,
) -> None:
    incident = ulid()
    async with town.signed_in("security") as admin, town.anybody() as machine:
        form = {
            "name": "county-platform",
            "scopes": ["incidents:read", "feed:read"],
            "region": OTHER,
            "purpose": "上报县平台",
            "days": 30,
        }
        made = await post(admin, "/api/v1/tokens", form, key="t")
        again = await post(admin, "/api/v1/tokens", form, key="t")
        token = made.json()["token"]
        assert again.json() == made.json() | {"token": None}
        machine.headers["Authorization"] = f"Bearer {token}"
        headers = {"Authorization": f"Bearer {token}"}

        await town.centre.intake._commit([alert(ulid())])
        own = alert(incident, camera="37049901001326000006", zone="o", region=OTHER)
        await town.centre.intake._commit([own])
        assert await ids(machine, "incidents") == [incident]
        assert (await machine.get("/api/v1/cameras")).status_code == 403
        assert (await machine.get("/api/v1/session")).status_code == 403
        options = {"origin": None, "additional_headers": headers}
        async with town.socket(machine, "/api/v1/feed", **options) as line:
            cameras = await next_of(line, "cameras")
            assert len(cameras["data"]) == 4
            assert (await admin.delete("/api/v1/tokens/county-platform")).status_code == 204
            await line.wait_closed()
            assert line.close_code == 4401
        assert (await machine.get("/api/v1/incidents")).status_code == 401
        listed = (await admin.get("/api/v1/tokens")).json()
        assert listed[0]["revoked_at"] is not None
        assert listed[0]["token"] is None
        assert (await post(admin, "/api/v1/tokens", form)).status_code == 409


async def test_a_machine_changes_nothing_and_a_nodes_token_opens_nodes_calls_alone(
    town: House,
) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.machine("m", *Scope) as machine:
        answer = await post(machine, f"/api/v1/incidents/{incident}/confirm", {})
        assert answer.status_code == 403
        grant = "/api/v1/node/shards/shard-1/grant"
        assert (await machine.post(grant)).status_code == 401
    async with town.somebody(Role.SYSTEM_ADMIN) as admin:
        made = (await post(admin, "/api/v1/nodes", {"name": "north"})).json()
        async with town.anybody() as node:
            node.headers["Authorization"] = f"Bearer {made['token']}"
            assert (await node.post(grant)).status_code == 200
            assert (await node.get("/api/v1/cameras")).status_code == 401
            names = [one["name"] for one in (await admin.get("/api/v1/nodes")).json()]
            assert names == ["demo", "north"]
            assert (await admin.delete("/api/v1/nodes/north")).status_code == 204
            assert (await node.post(grant)).status_code == 401


async def test_a_look_by_a_machine_is_written_down_with_its_purpose(town: House) -> None:
    from sqlalchemy import select

    from command_center.store.audit_row import AuditRow

    await town.centre.intake._commit([alert(ulid(), camera=SQUARE, evidence=(NAME,))])
    async with town.node() as node, town.machine("archive", Scope.EVIDENCE) as machine:
        await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
        assert (await machine.get(f"/api/v1/evidence/{NAME}")).status_code == 200
    async with town.centre.database.read() as session:
        row = await session.scalar(select(AuditRow).where(AuditRow.what == "evidence.opened"))
        count = len((await session.scalars(select(TaskRow))).all())
    assert row is not None
    assert (row.who, row.purpose) == ("token/archive", "test")
    assert count == 1
