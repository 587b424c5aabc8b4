"""Who changed what and when, the difference, and going back; workers follow."""

from __future__ import annotations

import threading
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update

from command_center.accounts.role import Role
from command_center.registry import revisions
from command_center.store.audit_row import AuditRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.registry import Registry
from tests.integration.command_center.house import House, post
from tests.integration.command_center.registry.test_sheet_api import SHEETS, newest, send
from tests.unit.command_center.registry.sheets.sheets import FIRST, HEADINGS, NEW, csv

REVISIONS = "/api/v1/registry/revisions"
VILLAGE = FIRST.region


async def change(api: httpx.AsyncClient, *lines: str) -> int:
    answer = await send(api, SHEETS, csv(HEADINGS + ",行政区划", *lines), filename="a.csv")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["revision"])


def as_sets(registry: Registry) -> dict[str, object]:
    return {name: set(map(repr, value)) for name, value in registry if isinstance(value, tuple)}


async def test_a_revision_says_who_when_and_what_field_by_field(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        revision = await change(api, f"{FIRST.id},改名,,", f"{NEW},新,rtsp://h/x,{VILLAGE}")
        later = await change(api, f"{FIRST.id},再改,,")
        listed = (await api.get(REVISIONS)).json()
        assert [one["revision"] for one in listed[:2]] == [later, revision]
        assert (listed[1]["added"], listed[1]["changed"]) == (1, 1)
        assert listed[1]["what"] == "import of a.csv"
        assert listed[1]["who"].startswith("u-")
        detail = (await api.get(f"{REVISIONS}/{revision}")).json()
        by_key = {one["key"]: one for one in detail["changes"]}
        assert by_key[FIRST.id]["fields"] == [{"field": "name", "old": FIRST.name, "new": "改名"}]
        assert by_key[NEW]["action"] == "add"
        page = (await api.get(f"{REVISIONS}/{revision}?limit=1")).json()
        assert (len(page["changes"]), page["more"]) == (1, True)
        assert (await api.get(f"{REVISIONS}/999")).status_code == 404


async def test_a_countys_registry_is_not_put_together_where_everybody_waits(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, where = await newest(town), []
    begin = revisions._Now.__init__

    def watched(now: revisions._Now, registry: Registry) -> None:
        where.append(threading.current_thread())
        begin(now, registry)

    monkeypatch.setattr(revisions._Now, "__init__", watched)
    async with town.somebody(Role.OPERATOR) as api:
        last = await change(api, f"{FIRST.id},改名,,")
        assert (await api.get(f"{REVISIONS}/{last}")).status_code == 200
        assert (await api.get(f"{REVISIONS}/{start}/restore")).status_code == 200
        path = f"{REVISIONS}/{start}/restore"
        assert (await post(api, path, {"reason": "误导入"})).status_code == 200
    assert len(where) == 3
    assert threading.main_thread() not in where


async def test_going_back_is_a_revision_that_workers_follow_and_that_is_audited(
    town: House,
) -> None:
    start = await newest(town)
    before = (await town.centre.directory.reload()).registry
    async with town.somebody(Role.OPERATOR) as api, town.node() as node:
        assert (await node.post("/shards/shard-1/grant")).status_code == 200
        await change(api, f"{FIRST.id},改名,,", f"{NEW},新,rtsp://h/x,{VILLAGE}")
        assert (await api.delete(f"/api/v1/cameras/{before.cameras[1].id}")).status_code == 200
        last = await change(api, f"{FIRST.id},再改,,")
        preview = (await api.get(f"{REVISIONS}/{start}/restore")).json()
        assert (preview["added"], preview["changed"], preview["removed"]) == (1, 1, 1)
        assert preview["allowed"] is True
        assert await newest(town) == last
        keys = {"Idempotency-Key": uuid4().hex}
        answers = [
            (
                await api.post(
                    f"{REVISIONS}/{start}/restore", json={"reason": "误导入"}, headers=keys
                )
            ).json()
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
        back = answers[0]["revision"]
        assert back == last + 1
        told = ShardRegistry.model_validate_json(
            (await node.get(f"/shards/shard-1/cameras?after={last}")).content
        )
        assert told.revision == back
        assert {camera.id for camera in told.cameras} == {camera.id for camera in before.cameras}
        # In the order in which they stood, too.
        assert (await town.centre.directory.reload()).registry == before
        listed = (await api.get(REVISIONS)).json()
        assert (listed[0]["went_back_to"], "误导入" in listed[0]["what"]) == (start, True)
        # And back again: what was taken back is there once more.
        again = await post(api, f"{REVISIONS}/{last}/restore", {"reason": "又改回"})
        assert again.json()["revision"] == back + 1
        now = (await town.centre.directory.reload()).registry
        assert now.camera(NEW) is not None
        first = now.camera(FIRST.id)
        assert first is not None
        assert first.name == "再改"
    async with town.centre.database.read() as session:
        details = list(
            await session.scalars(
                select(AuditRow.detail).where(AuditRow.subject == f"registry/{back}")
            )
        )
    assert len(details) == 1
    assert details[0].startswith(f"back to revision {start}: 误导入")


async def test_going_back_to_what_is_there_already_changes_nothing(town: House) -> None:
    now = await newest(town)
    async with town.somebody(Role.OPERATOR) as api:
        answer = await post(api, f"{REVISIONS}/{now}/restore", {"reason": "x"})
    assert answer.json()["revision"] is None
    assert await newest(town) == now


async def test_an_operator_sees_and_takes_back_what_is_theirs_alone(town: House) -> None:
    start = await newest(town)
    async with town.somebody(Role.OPERATOR) as api:
        revision = await change(api, f"{FIRST.id},改名,,")
    async with town.somebody(Role.OPERATOR, "370499101203") as api:
        detail = (await api.get(f"{REVISIONS}/{revision}")).json()
        assert (detail["changes"], detail["hidden"]) == ([], 1)
        assert (await api.get(f"{REVISIONS}/{start}/restore")).json()["allowed"] is False
        assert (await post(api, f"{REVISIONS}/{start}/restore", {"reason": "x"})).status_code == 403
    async with town.somebody(Role.OPERATOR, FIRST.region) as api:
        assert len((await api.get(f"{REVISIONS}/{revision}")).json()["changes"]) == 1
        answer = await post(api, f"{REVISIONS}/{start}/restore", {"reason": "x"})
        assert answer.json()["changed"] == 1


async def test_there_is_no_way_back_past_what_was_not_written_down(town: House) -> None:
    start = await newest(town)
    async with town.somebody(Role.OPERATOR) as api:
        last = await change(api, f"{FIRST.id},改名,,")
        async with town.centre.database.write() as session:
            await session.execute(
                update(RegistryRevisionRow)
                .where(RegistryRevisionRow.revision == last)
                .values(recorded=False)
            )
        answer = await api.get(f"{REVISIONS}/{start}/restore")
        assert answer.status_code == 422
        assert "older version" in answer.json()["detail"]
        assert (await api.get(f"{REVISIONS}/{last}/restore")).status_code == 200
