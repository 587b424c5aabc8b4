"""Operators try, correct and import spreadsheets by call; workers follow."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from command_center.accounts.role import Role
from command_center.store.audit_row import AuditRow
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.node.shard_registry import ShardRegistry
from tests.integration.command_center.house import House
from tests.unit.command_center.registry.sheets.sheets import (
    FIRST,
    HEADINGS,
    NEW,
    TOWN,
    csv,
    xlsx,
)

SHEETS = "/api/v1/registry/sheets"
VILLAGE = FIRST.region
LINE = f"{NEW},新相机,rtsp://u:s3cret@h/x,{VILLAGE}"
GOOD = csv(HEADINGS + ",行政区划", LINE, encoding="gbk")


async def send(
    api: httpx.AsyncClient, path: str, data: bytes, key: str = "", **query: Any
) -> httpx.Response:
    return await api.post(
        path, content=data, params=query, headers={"Idempotency-Key": key or uuid4().hex}
    )


async def newest(town: House) -> int:
    async with town.centre.database.read() as session:
        return await session.scalar(select(func.max(RegistryRevisionRow.revision))) or 0


async def test_a_sheet_is_tried_imported_followed_and_imported_once(town: House) -> None:
    before = await newest(town)
    async with town.somebody(Role.OPERATOR) as api, town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
        tried = (await send(api, f"{SHEETS}/plan", GOOD)).json()
        assert (tried["encoding"], tried["add"], tried["refuse"], tried["ready"]) == (
            "gb18030",
            1,
            0,
            True,
        )
        assert await newest(town) == before
        answers = [
            (await send(api, SHEETS, GOOD, "the-same", filename="新增.csv")).json()
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
        assert (answers[0]["added"], answers[0]["passwords"]) == (1, 1)
        assert await newest(town) == before + 1 == answers[0]["revision"]
        again = (await send(api, SHEETS, GOOD)).json()
        assert (again["revision"], again["same"]) == (None, 1)
        told = ShardRegistry.model_validate_json(
            (await node.get(f"/shards/shard-1/cameras?after={before}")).content
        )
    assert town.centre.directory.current.revision == told.revision == before + 1
    assert NEW in {camera.id for camera in told.cameras}
    secrets = {one.name: one.password.get_secret_value() for one in told.secrets}
    assert secrets[f"camera/{NEW}"] == "s3cret"
    async with town.centre.database.read() as session:
        rows = (
            await session.execute(
                select(AuditRow.subject, AuditRow.detail, AuditRow.purpose).where(
                    AuditRow.what == "registry.changed", AuditRow.session_id.is_not(None)
                )
            )
        ).all()
        kept = (await session.scalars(select(IdempotencyKeyRow.body))).all()
    assert {row.subject for row in rows} == {f"registry/{before + 1}", f"camera/{NEW}"}
    assert all(row.purpose == "duty" for row in rows)
    assert "s3cret" not in f"{rows}{kept}"


async def test_a_dry_run_names_each_cell_in_both_languages_and_shows_no_password(
    town: House,
) -> None:
    data = csv(
        HEADINGS + ",行政区划,用户名,密码", LINE + ",,", f"{NEW[:-1]}5,好,rtsp://h/x,0,u,pw9"
    )
    async with town.somebody(Role.OPERATOR) as api:
        tried = await send(api, f"{SHEETS}/plan", data)
    (bad, good) = tried.json()["rows"]
    assert (bad["row"], bad["action"], good["action"]) == (3, "refuse", "add")
    assert bad["faults"][0]["column"] == "D"
    assert {"zh", "en"} == bad["faults"][0]["reason"].keys()
    assert "pw9" not in tried.text
    assert "s3cret" not in tried.text
    assert tried.json()["ready"] is False


async def test_one_refused_row_and_nothing_is_imported(town: House) -> None:
    before = await newest(town)
    async with town.somebody(Role.OPERATOR) as api:
        answer = await send(api, SHEETS, csv(HEADINGS, "37,a,rtsp://h/x"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "20 位" in answer.json()["detail_zh"]
    assert await newest(town) == before


async def test_coordinates_wait_for_an_answer(town: House) -> None:
    data = csv(HEADINGS + ",行政区划,经度,纬度", f"{NEW},a,rtsp://h/x,{VILLAGE},34.7,117.6")
    async with town.somebody(Role.OPERATOR) as api:
        tried = (await send(api, f"{SHEETS}/plan", data)).json()
        (offer,) = tried["offers"]
        assert (offer["correction"], offer["probability"], offer["certainty"]["en"]) == (
            "swapped",
            1.0,
            "sure",
        )
        assert (await send(api, SHEETS, data)).status_code == 422
        assert (await send(api, SHEETS, data, correct="swapped")).json()["added"] == 1
        camera = (await api.get(f"/api/v1/cameras/{NEW}")).json()
    assert camera["location"] == [117.6, 34.7]


async def test_a_village_operator_imports_into_their_village_alone(town: House) -> None:
    async with town.somebody(Role.OPERATOR, "370499101203") as api:
        assert (await send(api, SHEETS, GOOD)).status_code == 422
        own = csv(HEADINGS + ",行政区划", f"{NEW},a,rtsp://h/x,370499101203")
        assert (await send(api, SHEETS, own)).json()["added"] == 1
        template = load_workbook(
            io.BytesIO((await api.get("/api/v1/registry/template")).content), read_only=True
        )
        assert FIRST.region not in {row[0].value for row in template["行政区划 Regions"]}


async def test_the_file_comes_back_with_its_errors(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        marked = await send(
            api, f"{SHEETS}/errors", xlsx(HEADINGS.split(","), ["37", "a", "rtsp://h/x"])
        )
        assert "attachment" in marked.headers["content-disposition"]
        page = load_workbook(io.BytesIO(marked.content)).worksheets[0]
        assert "20 digits" in page["A2"].comment.text
        lines = await send(api, f"{SHEETS}/errors", csv(HEADINGS, "37,a,rtsp://h/x"))
        assert "20 digits" in lines.content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_template_and_export_read_back_as_no_change(town: House, kind: str) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        for what, rows in (("template", 0), ("export", len(TOWN.cameras))):
            file = await api.get(f"/api/v1/registry/{what}", params={"format": kind})
            tried = await send(api, f"{SHEETS}/plan", file.content)
            if tried.status_code == 422:
                continue
            assert (tried.json()["add"], tried.json()["refuse"]) == (0, 0)
            assert tried.json()["same"] >= rows
        text = (await api.get("/api/v1/registry/export", params={"format": "yaml"})).text
        assert FIRST.id in text
    async with town.centre.database.read() as session:
        acts = list(await session.scalars(select(AuditRow.what)))
    assert acts.count("registry.exported") == 2


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"", 422, "empty"),
        (b"PK\x03\x04" + bytes(100), 422, "damaged"),
        (b'{"type": "FeatureCollection", "features": [1]}', 200, ""),
        (bytes(17 << 20), 413, "larger"),
    ],
)
async def test_what_is_no_sheet_is_refused_with_the_reason(
    town: House, data: bytes, status: int, said: str
) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        answer = await send(api, f"{SHEETS}/plan", data)
    assert answer.status_code == status
    assert said in answer.text


async def test_grids_come_as_geojson(town: House) -> None:
    grid = TOWN.grids[0]
    ring = [[x + 0.0001, y] for x, y in grid.polygon]
    feature = {
        "type": "Feature",
        "properties": {"code": grid.code},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    async with town.somebody(Role.OPERATOR) as api:
        answer = await api.post(
            SHEETS,
            json={"type": "FeatureCollection", "features": [feature]},
            headers={"Idempotency-Key": "g"},
        )
        assert answer.json()["changed"] == 1
        shown = (await api.get("/api/v1/grids")).json()["features"]
    outline = next(one for one in shown if one["properties"]["code"] == grid.code)
    assert outline["geometry"]["coordinates"][0][:-1] == ring
    assert outline["properties"]["name"] == grid.name


async def test_protected_land_comes_as_geojson_all_of_it_or_nothing(town: House) -> None:
    ring = [[117.65, 34.70], [117.66, 34.70], [117.66, 34.71], [117.65, 34.70]]

    def collection(*outlines: list[list[float]]) -> bytes:
        features = [
            {
                "type": "Feature",
                "properties": {"id": f"field-{number}", "name": "基本农田"},
                "geometry": {"type": "Polygon", "coordinates": [outline]},
            }
            for number, outline in enumerate(outlines, start=1)
        ]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()

    land, good, before = {"polygons": "protected-land"}, collection(ring, ring), await newest(town)
    bad = collection(ring, [[y, x] for x, y in ring])
    async with town.somebody(Role.OPERATOR) as api, town.somebody(Role.OPERATOR, VILLAGE) as other:
        tried = (await send(api, f"{SHEETS}/plan", bad, **land)).json()
        assert (tried["add"], tried["refuse"], tried["ready"]) == (1, 1, False)
        assert [(row["action"], row["part"], row["key"]) for row in tried["rows"]] == [
            ("refuse", "protected_land", "field-2"),
            ("add", "protected_land", "field-1"),
        ]
        refused = await send(api, SHEETS, bad, **land)
        assert refused.status_code == 422
        assert "颠倒" in refused.json()["detail_zh"]
        assert (await send(other, SHEETS, good, **land)).status_code == 422
        assert await newest(town) == before
        answers = [(await send(api, SHEETS, good, "k", **land)).json() for _ in range(2)]
        assert answers[0] == answers[1]
        assert answers[0]["added"] == 2
        # The same file under the same key as something else is another call.
        assert (await send(api, SHEETS, good, "k", polygons="grids")).status_code == 422
        # One revision for all of them, and none for what is there already.
        assert await newest(town) == before + 1
        assert (await send(api, SHEETS, good, **land)).json()["revision"] is None
        kept = (await api.get("/api/v1/protected-land")).json()
        assert [(one["id"], one["ground"]) for one in kept] == [
            ("field-1", ring[:-1]),
            ("field-2", ring[:-1]),
        ]
    async with town.centre.database.read() as session:
        subjects = set(
            await session.scalars(
                select(AuditRow.subject).where(
                    AuditRow.what == "registry.changed", AuditRow.session_id.is_not(None)
                )
            )
        )
    assert {"protected_land/field-1", "protected_land/field-2"} <= subjects


async def test_two_imports_at_once_are_both_there(town: House) -> None:
    files = [
        csv(HEADINGS + ",行政区划", f"3704990100132600090{n},a,rtsp://h/x,{VILLAGE}")
        for n in range(4)
    ]
    async with town.somebody(Role.OPERATOR) as api:
        answers = await asyncio.gather(*(send(api, SHEETS, data) for data in files))
        assert [answer.status_code for answer in answers] == [200] * 4
        known = {one["id"] for one in (await api.get("/api/v1/cameras")).json()}
    assert {f"3704990100132600090{n}" for n in range(4)} <= known
