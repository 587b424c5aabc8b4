"""Alerts that were refused are seen, sent again or put aside, by those whose they are."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import select

from command_center.accounts.role import Role
from command_center.store.audit_row import AuditRow
from command_center.store.node_row import NodeRow
from command_center.store.shard_row import ShardRow
from tests.integration.command_center.house import NODE_TOKEN, House, post
from tests.unit.command_center.alerts import SQUARE, VILLAGE, ulid

LETTERS = "/api/v1/dead-letters"
OTHER = "370499101203"
REASON = "its camera is registered in another town"


def letter(alert_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": alert_id,
        "camera": SQUARE,
        "kind": "crowd",
        "region": VILLAGE,
        "captured_at": "2026-06-01T08:00:00Z",
        "refused_at": "2026-06-01T08:00:05Z",
        "reason": REASON,
    } | fields


async def report(town: House, *letters: dict[str, Any]) -> dict[str, list[str]]:
    async with town.node() as node:
        await node.post("/shards/shard-1/grant")
        path = "/shards/shard-1/dead-letters"
        answer = await node.put(path, json={"letters": letters})
    assert answer.status_code == 200, answer.text
    orders: dict[str, list[str]] = answer.json()
    return orders


async def order(api: httpx.AsyncClient, what: str, *ids: str) -> int:
    body = {"letters": ids, "order": what, "reason": "已处理"}
    return (await post(api, f"{LETTERS}/orders", body)).status_code


async def test_a_refused_alert_is_shown_sent_again_and_written_down(town: House) -> None:
    one, other = ulid(), ulid()
    assert await report(town, letter(one), letter(other)) == {"send_again": [], "put_aside": []}
    async with town.somebody(Role.OPERATOR) as api:
        listed = (await api.get(LETTERS)).json()
        assert listed["total"] == 2
        shown = {it["id"]: it for it in listed["letters"]}[one]
        assert (shown["camera"], shown["camera_name"]) == (SQUARE, "东溪文化广场")
        assert shown["reason"] == {"zh": "摄像机登记在另一个镇", "en": REASON}
        assert shown["ordered"] is None
        assert await order(api, "send_again", one) == 200
        assert await order(api, "put_aside", other) == 200
        # Until the node has done it, whoever looks sees what was decided, and the node hears it.
        orders = {"send_again": [one], "put_aside": [other]}
        assert await report(town, letter(one), letter(other)) == orders
        assert await report(town, letter(one), letter(other)) == orders
        shown = {it["id"]: it for it in (await api.get(LETTERS)).json()["letters"]}
        assert (shown[one]["ordered"], shown[one]["why"]) == ("send_again", "已处理")
        # It has done it.
        assert await report(town) == {"send_again": [], "put_aside": []}
        assert (await api.get(LETTERS)).json() == {"total": 0, "letters": []}
    async with town.centre.database.read() as session:
        rows = await session.execute(
            select(AuditRow.what, AuditRow.subject, AuditRow.camera_id)
            .where(AuditRow.what.startswith("dead_letter."))
            .order_by(AuditRow.id)
        )
    assert [tuple(row) for row in rows] == [
        ("dead_letter.sent_again", f"alert/{one}", SQUARE),
        ("dead_letter.put_aside", f"alert/{other}", SQUARE),
    ]


async def test_what_is_refused_once_more_is_for_somebody_to_decide_anew(town: House) -> None:
    one = ulid()
    await report(town, letter(one))
    async with town.somebody(Role.SYSTEM_ADMIN) as api:
        assert await order(api, "send_again", one) == 200
        again = letter(one, refused_at="2026-06-01T09:00:00Z", reason="not JSON")
        assert await report(town, again) == {"send_again": [], "put_aside": []}
        [shown] = (await api.get(LETTERS)).json()["letters"]
    assert (shown["ordered"], shown["reason"]["zh"]) == (None, "无法读取")


async def test_letters_of_elsewhere_are_neither_seen_nor_touched(town: House) -> None:
    one = ulid()
    await report(town, letter(one))
    async with town.somebody(Role.OPERATOR, OTHER) as api:
        assert (await api.get(LETTERS)).json()["total"] == 0
        assert await order(api, "put_aside", one) == 404
    async with town.somebody(Role.OPERATOR, VILLAGE) as api:
        assert (await api.get(LETTERS)).json()["total"] == 1
        assert await order(api, "put_aside", one, ulid()) == 404, "all of them or none"
        assert (await api.get(LETTERS)).json()["letters"][0]["ordered"] is None
    async with town.somebody(Role.DUTY_OFFICER) as api:
        assert (await api.get(LETTERS)).status_code == 403


async def test_a_node_speaks_to_nobody_of_towns_where_it_has_no_part(town: House) -> None:
    await report(town, letter(ulid(), region="370499999201"))
    async with town.somebody(Role.OPERATOR, "370499999000") as api:
        assert (await api.get(LETTERS)).json()["total"] == 0
    async with town.somebody(Role.OPERATOR, "370499101000") as api:
        assert (await api.get(LETTERS)).json()["total"] == 1


async def test_what_was_put_aside_waits_no_longer_also_before_its_node_is_back(
    town: House,
) -> None:
    one, other = ulid(), ulid()
    await report(town, letter(one), letter(other))
    async with town.somebody(Role.OPERATOR) as api:
        assert await order(api, "put_aside", one) == 200
        [shown] = (await api.get(LETTERS)).json()["letters"]
        assert (shown["id"], shown["node_state"]) == (other, "silent")
        everything = (await api.get(LETTERS, params={"state": "all"})).json()
        assert everything["total"] == 2
        # Until its node has forgotten it, one may think better of it.
        assert await order(api, "send_again", one) == 200
        assert (await api.get(LETTERS)).json()["total"] == 2
        assert await report(town, letter(one), letter(other)) == {
            "send_again": [one],
            "put_aside": [],
        }


async def test_a_node_that_speaks_is_said_to_be_heard(town: House) -> None:
    await report(town, letter(ulid()))
    async with town.centre.database.write() as session:
        (await session.get_one(ShardRow, "shard-1")).alive = True
    async with town.somebody(Role.OPERATOR) as api:
        assert (await api.get(LETTERS)).json()["letters"][0]["node_state"] == "heard"


async def test_letters_of_a_removed_node_say_so_and_can_only_be_put_aside(town: House) -> None:
    decided, again, undecided = ulid(), ulid(), ulid()
    kept = [letter(one) for one in (decided, again, undecided)]
    await report(town, *kept)
    async with town.centre.database.read() as session:
        [node] = await session.scalars(select(NodeRow))
    async with town.somebody(Role.SYSTEM_ADMIN) as api:
        assert await order(api, "put_aside", decided) == 200
        assert await order(api, "send_again", again) == 200
        assert (await api.delete(f"/api/v1/nodes/{node.name}")).status_code == 204
        # Nobody is left to follow what was put aside; the rest waits for somebody.
        everything = (await api.get(LETTERS, params={"state": "all"})).json()["letters"]
        assert {one["id"] for one in everything} == {again, undecided}
        assert {one["node_state"] for one in everything} == {"removed"}

        body = {"letters": [again, undecided], "order": "send_again", "reason": "再试"}
        answer = await post(api, f"{LETTERS}/orders", body)
        assert answer.status_code == 409
        problem = answer.json()
        assert "已移除" in problem["detail_zh"]
        assert "removed" in problem["detail"]

        assert await order(api, "put_aside", again, undecided) == 200
        assert (await api.get(LETTERS, params={"state": "all"})).json()["total"] == 0
    # Should it be let in after all, nothing is lost: somebody decides anew.
    await town.centre.nodes.register(node.name, NODE_TOKEN)
    assert await report(town, *kept) == {"send_again": [], "put_aside": []}
    async with town.somebody(Role.OPERATOR) as api:
        assert (await api.get(LETTERS)).json()["total"] == 3
    async with town.centre.database.read() as session:
        rows = await session.scalars(
            select(AuditRow.subject).where(AuditRow.what == "dead_letter.put_aside")
        )
    assert sorted(rows) == sorted(f"alert/{one}" for one in (decided, again, undecided))
