"""Regions, grids, units, permits and protected land are read and written by call."""

from __future__ import annotations

from typing import Any

import pytest

from command_center.accounts.role import Role
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.place_type import PlaceType
from tests.integration.command_center.house import House, post
from tests.integration.command_center.registry.test_sheet_api import newest
from tests.unit.command_center.registry.sheets.sheets import FIRST, NEW, TOWN

VILLAGE = {"code": "370499101299", "name": "新村"}
GRID = {"code": "370499101299001", "name": "新村一", "polygon": [], "unit": "新队"}
SQUARE = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5]]
GROUND = [[117.616, 34.702], [117.617, 34.702], [117.617, 34.703]]
PERMIT = {"id": "建字第1号", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}


async def test_regions_and_grids_are_added_changed_and_removed_in_order(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        assert (await post(api, "/api/v1/regions", {"regions": [VILLAGE]})).json()["added"] == 1
        assert (await api.put(f"/api/v1/grids/{GRID['code']}", json=GRID)).json()["added"] == 1
        refused = await api.delete(f"/api/v1/regions/{VILLAGE['code']}")
        assert refused.status_code == 409
        assert "1 things" in refused.json()["detail"]
        renamed = GRID | {"name": "改名"}
        assert (await api.put(f"/api/v1/grids/{GRID['code']}", json=renamed)).json()["changed"] == 1
        assert (await api.put(f"/api/v1/grids/{GRID['code']}", json=renamed)).json() == {
            "revision": None,
            "added": 0,
            "changed": 0,
            "removed": 0,
        }
        assert (await api.delete(f"/api/v1/grids/{GRID['code']}")).json()["removed"] == 1
        assert (await api.delete(f"/api/v1/regions/{VILLAGE['code']}")).json()["removed"] == 1
        assert (await api.delete(f"/api/v1/regions/{VILLAGE['code']}")).status_code == 404
        assert (await api.delete(f"/api/v1/grids/{FIRST.grid}")).status_code == 409


@pytest.mark.parametrize(
    ("grid", "status"),
    [
        ({"polygon": [[117.6, 34.7], [117.7, 34.8], [117.7, 34.7], [117.6, 34.8]]}, 422),
        ({"code": "370499101299002"}, 409),
        ({"name": ""}, 422),
    ],
)
async def test_a_grid_that_cannot_be_is_refused(
    town: House, grid: dict[str, Any], status: int
) -> None:
    before = await newest(town)
    async with town.somebody(Role.OPERATOR) as api:
        answer = await api.put(f"/api/v1/grids/{GRID['code']}", json=GRID | grid)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert await newest(town) == before


async def test_units_are_listed_with_those_that_are_only_named(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        unit = {"name": FIRST.managing_unit, "kind": "department", "region": "370499101000"}
        assert (await post(api, "/api/v1/units", unit)).json()["added"] == 1
        listed = {one["name"]: one for one in (await api.get("/api/v1/units")).json()}
        assert listed[FIRST.managing_unit]["kind_name"] == {"zh": "部门", "en": "department"}
        assert listed[FIRST.managing_unit]["cameras"] > 0
        named = listed[TOWN.grids[0].unit]
        assert (named["kind"], named["grids"]) == (None, 2)
        gone = await api.delete("/api/v1/units", params={"name": FIRST.managing_unit})
        assert gone.status_code == 409
        spare = {"name": "志愿者协会/东", "kind": "social"}
        await post(api, "/api/v1/units", spare)
        removed = await api.delete("/api/v1/units", params={"name": spare["name"]})
        assert removed.json()["removed"] == 1
        bad = await post(api, "/api/v1/units", unit | {"region": "370499101298"})
        assert bad.status_code == 422


async def test_every_kind_of_place_says_what_it_refuses(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        listed = {one["value"]: one for one in (await api.get("/api/v1/place-types")).json()}
    assert set(listed) == {place.value for place in PlaceType}
    assert (listed["home"]["cameras"], listed["worship"]["cameras"]) == (False, True)
    assert (listed["worship"]["analytics"], listed["market"]["analytics"]) == (False, True)


@pytest.mark.parametrize("path", ["permits", "protected-land"])
async def test_land_is_added_followed_by_workers_and_removed(town: House, path: str) -> None:
    dates = PERMIT if path == "permits" else {"id": "农田/3", "name": "基本农田"}
    drawn = dates | {"camera": FIRST.id, "polygon": SQUARE}
    async with town.somebody(Role.OPERATOR) as api, town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
        before = await newest(town)
        assert (await post(api, f"/api/v1/{path}", drawn)).json()["added"] == 1
        told = ShardRegistry.model_validate_json(
            (await node.get(f"/shards/shard-1/cameras?after={before}")).content
        )
        land = told.permits if path == "permits" else told.protected_land
        assert drawn["id"] in {one.id for one in land}
        listed = (await api.get(f"/api/v1/{path}")).json()
        assert drawn["id"] in {one["id"] for one in listed}
        mapped = dates | {"ground": GROUND}
        assert (await post(api, f"/api/v1/{path}", mapped)).json()["changed"] == 1
        crossed = dates | {"camera": FIRST.id, "polygon": [SQUARE[i] for i in (0, 2, 1, 3)]}
        assert (await post(api, f"/api/v1/{path}", crossed)).status_code == 422
        removed = await api.delete(f"/api/v1/{path}", params={"id": drawn["id"]})
        assert removed.json()["removed"] == 1
        assert (await api.delete(f"/api/v1/{path}", params={"id": drawn["id"]})).status_code == 404


async def test_a_camera_is_registered_read_and_removed_by_itself(town: House) -> None:
    camera = {
        "id": NEW,
        "name": "单独登记",
        "region": FIRST.region,
        "place_type": "road",
        "streams": {"sub": "rtsp://h/x"},
        "analytics": {"zones": [{"id": "z", "polygon": SQUARE, "limits": {"kind": "crowd"}}]},
    }
    path = f"/api/v1/cameras/{NEW}"
    async with town.somebody(Role.OPERATOR) as api:
        assert (await api.put(path, json=camera)).json()["added"] == 1
        assert (await api.get(path)).json()["analytics"]["zones"][0]["id"] == "z"
        for wrong, status in (
            ({"streams": {"sub": "rtsp://u:pw@h/x"}}, 422),
            ({"place_type": "toilet"}, 422),
            ({"region": "370499101298"}, 422),
            ({"id": FIRST.id}, 409),
        ):
            answer = await api.put(path, json=camera | wrong)
            assert (answer.status_code, "pw@" in answer.text) == (status, False)
        assert (await api.delete(path)).json()["removed"] == 1
        assert (await api.get(path)).status_code == 404


async def test_an_operator_of_one_unit_changes_neither_grids_nor_regions_there(
    town: House,
) -> None:
    before = await newest(town)
    async with town.somebody(Role.OPERATOR, "", FIRST.managing_unit) as api:
        answers = [
            await post(api, "/api/v1/regions", {"regions": [VILLAGE]}),
            await api.delete(f"/api/v1/regions/{FIRST.region}"),
            await api.put(f"/api/v1/grids/{GRID['code']}", json=GRID),
            await api.delete(f"/api/v1/grids/{FIRST.grid}"),
            await post(api, "/api/v1/units", {"name": "x", "kind": "grid", "region": FIRST.region}),
        ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert await newest(town) == before


async def test_what_is_not_theirs_is_not_there_for_an_operator(town: House) -> None:
    before = await newest(town)
    camera = FIRST.model_dump(mode="json")
    async with town.somebody(Role.OPERATOR, "370499101203") as api:
        path = f"/api/v1/cameras/{FIRST.id}"
        calls = [
            (await api.get(path), 404),
            (await api.put(path, json=camera | {"name": "x"}), 403),
            (await api.delete(path), 404),
            (await post(api, "/api/v1/regions", {"regions": [VILLAGE]}), 403),
            (await api.put(f"/api/v1/grids/{GRID['code']}", json=GRID), 403),
            (await api.delete(f"/api/v1/grids/{FIRST.grid}"), 403),
            (await post(api, "/api/v1/units", {"name": "x", "kind": "grid"}), 403),
            (await post(api, "/api/v1/permits", PERMIT | {"ground": GROUND}), 403),
            (
                await post(
                    api, "/api/v1/permits", PERMIT | {"camera": FIRST.id, "polygon": SQUARE}
                ),
                403,
            ),
        ]
    assert [
        (answer.status_code, status) for answer, status in calls if answer.status_code != status
    ] == []
    assert await newest(town) == before
