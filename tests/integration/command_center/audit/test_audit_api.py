"""The trail is searched by those it is for; purposes and holds are set, and written down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from command_center.accounts.role import Role
from command_center.accounts.tries import FREE_TRIES
from command_center.retention.retention import Retention
from command_center.store.incident_row import IncidentRow
from tests.integration.command_center.audit.ledger import by_sql
from tests.integration.command_center.house import (
    CHANGING,
    PASSWORD,
    House,
    house,
    post,
    until,
)
from tests.unit.command_center.alerts import alert, ulid

A, B = "37049901001326000001", "37049901001326000002"
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
async def auditor(town: House) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in audit administrator."""
    async with town.somebody(Role.AUDIT_ADMIN) as client:
        yield client


async def rows(api: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get("/api/v1/audit", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


async def test_the_trail_is_found_by_user_act_camera_subject_and_time(
    town: House, auditor: httpx.AsyncClient
) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.signed_in() as api:
        async with town.socket(api, "/api/v1/stills") as line:
            await line.send(json.dumps({"cameras": [A, B]}))
            await until(lambda: len(town.centre.stills.wanted()) == 2)
        await post(api, f"/api/v1/incidents/{incident}/dismiss", {"reason": "演练"})
        what = [row["what"] for row in await rows(auditor, camera=A)]
        assert what == ["stills.opened", "registry.changed"], "newest first"
        found = await rows(auditor, act="incident")
        assert [(row["what"], row["detail"]) for row in found] == [("incident.dismissed", "演练")]
        assert [row["subject"] for row in await rows(auditor, subject=f"incident/{incident}")] == [
            f"incident/{incident}"
        ]
        assert {row["who"] for row in await rows(auditor, who="machine")} == {"machine"}
        assert not await rows(auditor, act="evidence.opened")
        # What is about a camera is found by it, whatever its subject.
        assert found[0] in await rows(auditor, camera=found[0]["camera_id"])
        moment = found[0]["at"]
        assert next(row["at"] for row in await rows(auditor, until=moment)) < moment
        assert [row["at"] for row in await rows(auditor, since=moment)][-1] == moment
        # Who searches is found as well.
        searches = await rows(auditor, act="audit.searched")
        assert searches[0]["detail"] == "act=audit.searched"


@pytest.mark.parametrize(("region", "unit"), [("370499101201", ""), ("", "某单位")])
async def test_the_trail_is_for_audit_administrators_of_everything(
    town: House, region: str, unit: str
) -> None:
    async with town.somebody(Role.AUDIT_ADMIN, region, unit) as village:
        answer = await village.get("/api/v1/audit")
    assert answer.status_code == 403
    assert "rows" not in answer.json()


async def test_pages_follow_each_other_without_gap_or_repeat(
    town: House, auditor: httpx.AsyncClient
) -> None:
    async with town.signed_in():
        pass
    seen: list[int] = []
    before: dict[str, Any] = {}
    while True:
        answer = (await auditor.get("/api/v1/audit", params={"limit": 2} | before)).json()
        # The search itself comes first on the first page and moves nothing on the others.
        seen += [row["position"] for row in answer["rows"]]
        if answer["next"] is None:
            break
        before = {"before": answer["next"]}
    assert seen == list(range(seen[0], 0, -1))


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "0001-01-01T00:00:00+14:00"},
        {"since": "2026-01-01"},
        {"camera": "x"},
        {"act": "x;y"},
        {"who": "\0"},
        {"before": 0},
        {"limit": 501},
    ],
)
async def test_what_cannot_be_searched_for_is_said(
    auditor: httpx.AsyncClient, asked: dict[str, Any]
) -> None:
    assert (await auditor.get("/api/v1/audit", params=asked)).status_code == 422


async def test_a_case_of_another_region_cannot_be_held(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.somebody(Role.SUPERVISOR, region="370498000000") as api:
        answer = await post(api, f"/api/v1/incidents/{incident}/hold", {"reason": "x"})
        assert answer.status_code == 404
        answer = await api.delete(f"/api/v1/incidents/{incident}/hold?reason=x")
        assert answer.status_code == 404


async def test_nothing_is_shown_when_it_cannot_be_written_down(
    town: House, auditor: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with town.signed_in() as api:
        # Not in the loop, where the centre may be about to commit.
        await asyncio.to_thread(
            by_sql, tmp_path / "state", "update audit_anchor set signature = 'AAAA'"
        )
        answer = await auditor.get("/api/v1/audit")
        assert answer.status_code == 503
        assert "审计" in answer.json()["detail_zh"]
        async with town.socket(api, "/api/v1/stills") as line:
            await line.send(json.dumps({"cameras": [A]}))
            await line.wait_closed()
        assert not town.centre.stills.wanted()


async def test_the_purpose_changes_for_a_case_also_on_pages_that_are_open(
    town: House, auditor: httpx.AsyncClient
) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.signed_in() as api, town.socket(api, "/api/v1/stills") as line:
        await line.send(json.dumps({"cameras": [A]}))
        await until(town.centre.stills.wanted)
        answer = await api.put(
            "/api/v1/session/purpose", json={"purpose": "走失老人", "incident_id": incident}
        )
        purpose = f"走失老人 [incident/{incident}]"
        assert (answer.status_code, answer.json()["purpose"]) == (200, purpose)
        assert (await api.get("/api/v1/session")).json()["purpose"] == purpose
        await line.send(json.dumps({"cameras": [A, B]}))
        await until(lambda: len(town.centre.stills.wanted()) == 2)
        found = await rows(auditor, act="stills.opened")
        assert [(row["camera_id"], row["purpose"]) for row in reversed(found)] == [
            (A, "duty"),
            (A, purpose),
            (B, purpose),
        ]
        assert [row["purpose"] for row in await rows(auditor, act="session.purpose")] == ["duty"]
        missing = {"purpose": "x", "incident_id": NOBODY}
        assert (await api.put("/api/v1/session/purpose", json=missing)).status_code == 404


async def test_a_look_that_is_over_is_written_down_with_its_times(
    town: House, auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town.signed_in() as api:
        async with town.socket(api, "/api/v1/stills") as line:
            await line.send(json.dumps({"cameras": [A]}))
            await until(town.centre.stills.wanted)
        await town.centre.stills_audit.close_ended()
        assert not await rows(auditor, act="stills.closed")
        monkeypatch.setattr("command_center.stills.stills_audit.CLOSE_AFTER_S", 0.0)

        async def closed_ones() -> list[dict[str, Any]]:
            # The centre may learn of the end a moment after the page.
            await town.centre.stills_audit.close_ended()
            return await rows(auditor, act="stills.closed")

        closed = await until(closed_ones)
    assert [(row["camera_id"], row["who"], row["purpose"]) for row in closed] == [
        (A, "duty", "duty")
    ]
    assert closed[0]["detail"].startswith("from ")


async def test_a_hold_is_set_once_listed_and_lifted_and_both_are_written_down(
    town: House, auditor: httpx.AsyncClient
) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    path = f"/api/v1/incidents/{incident}/hold"
    async with town.somebody(Role.SUPERVISOR) as api:
        first = await post(api, path, {"reason": "卷宗 17"}, key="k")
        again = await post(api, path, {"reason": "卷宗 17"}, key="k")
        assert (first.status_code, again.json()) == (200, first.json())
        assert (await post(api, path, {"reason": "other"})).status_code == 409
        held = (await api.get("/api/v1/holds")).json()
        assert [(one["incident_id"], one["reason"]) for one in held] == [(incident, "卷宗 17")]
        assert (await api.delete(path)).status_code == 422
        assert (await api.delete(path, params={"reason": "结案"})).status_code == 204
        assert (await api.delete(path, params={"reason": "结案"})).status_code == 404
        assert (await api.get("/api/v1/holds")).json() == []
        answer = await post(api, f"/api/v1/incidents/{NOBODY}/hold", {"reason": "x"})
        assert answer.status_code == 404
        found = await rows(auditor, act="hold")
    assert [(row["what"], row["detail"]) for row in found] == [
        ("hold.lifted", "结案"),
        ("hold.set", "卷宗 17"),
    ]


async def test_what_happens_at_the_start_is_written_down(tmp_path: Path) -> None:
    async with house(tmp_path) as town, town.somebody(Role.AUDIT_ADMIN) as auditor:
        found = await rows(auditor, who="machine")
    assert [row["what"] for row in reversed(found)][:3] == [
        "audit.begun",
        "registry.changed",
        "registry.changed",
    ]
    assert "account.created" in [row["what"] for row in found]
    assert "camera_registry.yaml" in [row["detail"] for row in reversed(found)][1]


async def test_a_lock_out_is_written_down_when_it_begins(
    town: House, auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    form = {"username": "duty", "password": "wrong", "purpose": "duty"}
    async with town.anybody() as client:
        for _ in range(FREE_TRIES + 3):
            await client.post("/api/v1/session", json=form, headers=CHANGING)
    found = [row["what"] for row in await rows(auditor, who="duty", act="session")]
    assert found == ["session.locked"] + ["session.refused"] * FREE_TRIES


async def test_with_another_key_the_centre_says_so_takes_alerts_and_lets_nobody_in(
    tmp_path: Path,
) -> None:
    async with house(tmp_path):
        pass
    (tmp_path / "audit.key").unlink()
    incident = ulid()
    async with house(tmp_path) as town:
        assert "not signed by this key" in " ".join(town.said)
        await town.centre.intake._commit([alert(incident)])
        async with town.anybody() as client:
            form = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
            answer = await client.post("/api/v1/session", json=form, headers=CHANGING)
            assert answer.status_code == 500
            assert "审计" in answer.json()["detail_zh"]
        async with town.centre.database.read() as session:
            assert await session.get(IncidentRow, incident) is not None


async def test_housekeeping_purges(town: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Retention] = []

    async def run_once(self: Retention) -> None:
        ran.append(self)

    monkeypatch.setattr(Retention, "run_once", run_once)
    town.centre._housekeeping._purged_s = float("-inf")
    await town.centre._housekeeping.look()
    assert ran
