"""The duty roster, and a shift that is handed over and signed by both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, inspect, select

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.store.audit_row import AuditRow
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.handover_row import HandoverRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import PASSWORD, House, house, post
from tests.unit.command_center.alerts import alert, ulid

COUNTY = "370499000000"
VILLAGE = "370499101201"
OTHER = "370499101202"
DAY = datetime(2026, 6, 1, tzinfo=UTC)
HEADING = "日期,班次,开始,结束,账号,区划\n"


def shift(username: str, hour: int, hours: int = 8, **fields: Any) -> dict[str, Any]:
    begins = DAY + timedelta(hours=hour)
    ends = begins + timedelta(hours=hours)
    form = {"username": username, "region": VILLAGE, "label": "早班"}
    return form | {"begins_at": begins.isoformat(), "ends_at": ends.isoformat()} | fields


async def trail(town: House, *acts: str) -> list[tuple[str, str, str]]:
    async with town.centre.database.read() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.what.in_(acts)).order_by(AuditRow.id)
        )
        return [(row.who, row.what, row.detail) for row in rows]


@pytest.fixture
async def june(tmp_path: Path):  # type: ignore[no-untyped-def]
    """The town on 1 June 2026, with two duty officers of one village."""
    async with house(tmp_path / "state", ManualClock(DAY)) as town:
        for name in ("li.si", "wang.wu"):
            await town.add_user(name, VILLAGE)
        yield town


async def test_a_supervisor_writes_the_roster_and_those_on_duty_read_it(june: House) -> None:
    async with june.somebody(Role.SUPERVISOR, COUNTY) as supervisor:
        made = await post(supervisor, "/api/v1/roster", shift("li.si", 0))
        assert made.status_code == 200, made.text
        assert made.json()["now"] is True
        await post(supervisor, "/api/v1/roster", shift("wang.wu", 8))
        for form, status in (
            # On duty already, of another village, nobody, an administrator, too long.
            (shift("li.si", 4), 409),
            (shift("li.si", 30, region=OTHER), 409),
            (shift("nobody", 30), 409),
            (shift("security", 30), 409),
            (shift("li.si", 30, 25), 422),
            (shift("li.si", 30, region="999999999999"), 422),
            (shift("li.si", 30, begins_at="0001-01-01T00:00:00+14:00"), 422),
            (shift("li.si", 24 * 900), 409),
        ):
            assert (await post(supervisor, "/api/v1/roster", form)).status_code == status, form
        async with june.signed_in("li.si") as officer:
            seen = (await officer.get("/api/v1/roster")).json()
            assert [(one["username"], one["now"]) for one in seen] == [
                ("li.si", True),
                ("wang.wu", False),
            ]
        async with june.somebody(Role.DUTY_OFFICER, OTHER) as elsewhere:
            assert (await elsewhere.get("/api/v1/roster")).json() == []
        async with june.somebody(Role.SUPERVISOR, OTHER) as elsewhere:
            path = f"/api/v1/roster/{made.json()['id']}"
            assert (await elsewhere.delete(path)).status_code == 404
            far = await post(elsewhere, "/api/v1/roster", shift("li.si", 48))
            assert far.status_code == 409
        assert (await supervisor.delete(path)).status_code == 204
        assert (await supervisor.delete(path)).status_code == 404
    changes = await trail(june, "roster.changed")
    assert [detail[0] for _, _, detail in changes] == ["+", "+", "-"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-06-01T00:00:00Z", "until": "2026-05-01T00:00:00Z"},
        {"since": "2026-06-01T00:00:00Z", "until": "2027-06-01T00:00:00Z"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"since": "9999-12-31T00:00:00Z"},
        {"since": "yesterday"},
    ],
)
async def test_a_time_that_cannot_be_shown_is_refused(june: House, query: dict[str, str]) -> None:
    async with june.signed_in("li.si") as officer:
        answer = await officer.get("/api/v1/roster", params=query)
        assert answer.status_code == 422


async def test_a_table_is_written_whole_or_not_at_all_and_twice_changes_nothing(
    june: House,
) -> None:
    good = HEADING + (
        f"2026-06-02,早班,08:00,20:00,li.si,{VILLAGE}\n"
        f"2026-06-02,夜班,20:00,08:00,wang.wu,{VILLAGE}\n"
    )
    bad = good + (
        f"2026-06-03,早班,08:00,20:00,nobody,{VILLAGE}\n"
        f"2026-06-02,加班,09:00,10:00,li.si,{VILLAGE}\n"
        "2026-06-03,早班,08:00,20:00,li.si,999999999999\n"
        "2026-06-40,早班,08:00,20:00,li.si,\n"
    )

    async def rows() -> int:
        async with june.centre.database.read() as session:
            return await session.scalar(select(func.count()).select_from(DutyShiftRow)) or 0

    async with june.somebody(Role.SUPERVISOR, COUNTY) as supervisor:

        async def sent(csv: str, dry_run: bool = False) -> dict[str, Any]:
            form = {"csv": csv, "dry_run": dry_run}
            answer = await post(supervisor, "/api/v1/roster/import", form)
            assert answer.status_code == 200, answer.text
            found: dict[str, Any] = answer.json()
            return found

        refused = await sent(bad)
        assert refused["written"] is False
        # One line may have two faults: no such region, and nobody who is on duty there.
        assert {fault["row"] for fault in refused["faults"]} == {4, 5, 6, 7}
        assert all(fault["message"]["zh"] for fault in refused["faults"])
        assert await rows() == 0
        dry = await sent(good, dry_run=True)
        assert (dry["added"], dry["written"], await rows()) == (2, False, 0)
        written = await sent(good)
        assert (written["added"], written["written"], await rows()) == (2, True, 2)
        again = await sent(good)
        assert (again["added"], again["same"], await rows()) == (0, 2, 2)
        answer = await post(supervisor, "/api/v1/roster/import", {"csv": "x", "dry_run": True})
        assert answer.status_code == 422
        assert "缺少列" in answer.json()["detail_zh"]


async def given(api: httpx.AsyncClient, region: str = VILLAGE, note: str = "") -> httpx.Response:
    return await post(api, "/api/v1/handovers", {"region": region, "note": note})


async def test_a_shift_is_handed_over_with_what_is_open_and_signed_by_both(june: House) -> None:
    incident = ulid()
    await june.centre.intake._commit([alert(incident)])
    async with june.somebody(Role.SUPERVISOR, COUNTY) as supervisor:
        await post(supervisor, "/api/v1/roster", shift("wang.wu", 0))
    async with june.signed_in("li.si") as leaving, june.signed_in("wang.wu") as coming:
        sheet = (await leaving.get("/api/v1/handover-sheet", params={"region": VILLAGE})).json()
        assert [one["id"] for one in sheet["sheet"]["incidents"]] == [incident]
        assert sheet["sheet"]["tasks_total"] == 1
        assert {one["what"] for one in sheet["sheet"]["silences"]} <= {"permit", "camera"}
        first = (await given(leaving, note="广场人多")).json()
        path = f"/api/v1/handovers/{first['id']}"
        assert (first["taken_at"], first["mine"]) == (None, True)
        # One at a time; not by oneself; not by whoever is on duty elsewhere.
        assert (await given(coming)).status_code == 409
        assert (await post(leaving, f"{path}/take", {})).status_code == 409
        assert (await post(coming, f"{path}/withdraw", {})).status_code == 409
        async with june.somebody(Role.DUTY_OFFICER, OTHER) as elsewhere:
            assert (await elsewhere.get(path)).status_code == 404
            assert (await post(elsewhere, f"{path}/take", {})).status_code == 404
            assert (await elsewhere.get("/api/v1/handovers")).json() == []
        # What happens meanwhile does not change what was signed.
        await june.centre.intake._commit([alert(ulid())])
        taken = await post(coming, f"{path}/take", {"note": "已知悉"}, key="k")
        assert taken.status_code == 200, taken.text
        body = taken.json()
        assert (body["taken_by"], body["taken_on_roster"]) == ("wang.wu", True)
        assert [one["id"] for one in body["sheet"]["incidents"]] == [incident]
        assert body["sheet_sha256"] == first["sheet_sha256"]
        again = await post(coming, f"{path}/take", {"note": "已知悉"}, key="k")
        assert again.json() == body
        assert (await post(coming, f"{path}/take", {})).status_code == 409
        assert (await post(leaving, f"{path}/withdraw", {})).status_code == 409
        listed = (await leaving.get("/api/v1/handovers")).json()
        assert [(one["id"], one["sheet"]) for one in listed] == [(first["id"], None)]
    signed = f"sha256={first['sheet_sha256']}"
    assert await trail(june, "shift.handed-over") == [
        ("li.si", "shift.handed-over", f"given {signed}"),
        ("wang.wu", "shift.handed-over", f"taken {signed}"),
    ]


async def test_what_was_handed_over_by_mistake_is_withdrawn_and_handed_over_anew(
    june: House,
) -> None:
    async with june.signed_in("li.si") as leaving:
        first = (await given(leaving)).json()
        answer = await post(leaving, f"/api/v1/handovers/{first['id']}/withdraw", {})
        assert answer.json()["withdrawn_at"] is not None
        assert (await given(leaving)).status_code == 200
    assert [what for _, what, _ in await trail(june, "shift.withdrawn")] == ["shift.withdrawn"]


async def test_nobody_hands_over_more_than_they_are_on_duty_for(june: House) -> None:
    async with june.signed_in("li.si") as leaving:
        for region in (COUNTY, OTHER, ""):
            assert (await given(leaving, region)).status_code == 409
            answer = await leaving.get("/api/v1/handover-sheet", params={"region": region})
            assert answer.status_code == 409
    # Being supervisor of the county opens no more of it.
    async with june.signed_in("security") as admin:
        form = {"role": "supervisor", "region": COUNTY}
        await post(admin, "/api/v1/users/li.si/grants", form)
    async with june.signed_in("li.si") as leaving:
        assert (await given(leaving, COUNTY)).status_code == 409
    async with june.signed_in("duty", PASSWORD) as county:
        assert (await given(county, VILLAGE)).status_code == 200
        assert (await given(county, COUNTY)).status_code == 200


async def test_the_list_is_what_each_reaches_and_no_sheet_is_read_for_it(june: House) -> None:
    places = [("", ""), (COUNTY, ""), (VILLAGE, ""), (VILLAGE, "队"), (OTHER, "队"), (OTHER, "所")]
    clock = june.centre.clock
    async with june.centre.database.write() as session:
        for minute, (region, unit) in enumerate(places):
            given_at = clock.now() + timedelta(minutes=minute)
            session.add(handed_over(f"01HANDOVER{minute:016}", region, unit, given_at))
    async with june.centre.database.read() as session:
        for own in (*places, (COUNTY, "队")):
            grant = Grant(None, *own)
            viewer = Viewer(1, "x", "x", (grant,), "S", "duty", clock.now())
            rows = await june.centre.handovers.newest(session, viewer, 4)
            reached = [one for one in reversed(places) if grant.contains(Grant(None, *one))]
            assert [(row.region, row.unit) for row in rows] == reached[:4]
            assert all("sheet" in inspect(row).unloaded for row in rows)


def handed_over(handover_id: str, region: str, unit: str, given_at: datetime) -> HandoverRow:
    return HandoverRow(
        id=handover_id,
        region=region,
        unit=unit,
        sheet={"open": []},
        sheet_sha256="0" * 64,
        given_by="li.si",
        given_by_name="li.si",
        given_session="S",
        given_note="",
        given_at=given_at,
    )
