"""A silenced camera's alerts are stored and call on nobody, until the silence ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from command_center.accounts.role import Role
from command_center.retention.shift_purge import ShiftPurge
from command_center.store.audit_row import AuditRow
from command_center.store.silence_row import SilenceRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import House, house, post
from tests.integration.command_center.test_outage import OURS, Town, dark
from tests.unit.command_center.alerts import PLOT, SQUARE, START, VILLAGE, alert, ulid

OTHER_VILLAGE = "370499101202"
PATH = "/api/v1/silences"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def town(tmp_path: Path, clock: ManualClock) -> AsyncIterator[House]:
    async with house(tmp_path / "state", clock) as town:
        yield town


def form(**fields: Any) -> dict[str, Any]:
    return {"camera": SQUARE, "kind": "crowd", "minutes": 60, "reason": "集市日"} | fields


async def raised(town: House, **fields: Any) -> str:
    incident = ulid()
    await town.centre.intake._commit([alert(incident, **fields)])
    return incident


async def shown(api: httpx.AsyncClient, incident: str) -> dict[str, Any]:
    found = (await api.get("/api/v1/incidents?state=all")).json()
    one: dict[str, Any] = next(one for one in found if one["id"] == incident)
    return one


async def tasks(api: httpx.AsyncClient) -> list[str]:
    return [one["incident_id"] for one in (await api.get("/api/v1/tasks?state=all")).json()]


async def test_an_alert_under_a_silence_is_stored_and_calls_when_it_ends(
    town: House, clock: ManualClock
) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        before = await raised(town, zone="before")
        set_ = await post(officer, PATH, form())
        assert set_.status_code == 200, set_.text
        assert set_.json()["holds"] is True
        silent = await raised(town)
        elsewhere = await raised(town, kind="construction", camera=PLOT)

        assert (await shown(officer, before))["held_back_by"] is None
        assert (await shown(officer, silent))["held_back_by"] == "silence"
        assert (await shown(officer, elsewhere))["held_back_by"] is None
        assert await tasks(officer) == [before]

        clock.advance(59 * 60)
        await town.centre.silence_keeper.look()
        assert (await shown(officer, silent))["held_back_by"] == "silence"
        clock.advance(60)
        await town.centre.silence_keeper.look()
        assert (await shown(officer, silent))["held_back_by"] is None
        assert sorted(await tasks(officer)) == sorted([before, silent])
        assert (await officer.get(PATH)).json() == []
        (past,) = (await officer.get(f"{PATH}?state=all")).json()
        assert past["holds"] is False
        assert past["lifted_at"] is None


async def test_what_has_ended_meanwhile_or_was_dismissed_calls_on_nobody_afterwards(
    town: House,
) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        made = (await post(officer, PATH, form())).json()
        over = await raised(town, zone="a")
        await town.centre.intake._commit([alert(over, zone="a", phase="end", seq=1, at_s=1)])
        dismissed = await raised(town, zone="b")
        await post(officer, f"/api/v1/incidents/{dismissed}/dismiss", {"reason": "正常活动"})
        assert (await officer.delete(f"{PATH}/{made['id']}")).status_code == 204
        assert await tasks(officer) == []
        assert (await shown(officer, over))["state"] == "ended"
        assert (await shown(officer, dismissed))["review"] == "dismissed"


async def test_an_incident_that_becomes_grave_breaks_a_silence(town: House) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        await post(officer, PATH, form(kind=None))
        growing = await raised(town, severity=3)
        assert await tasks(officer) == []
        await town.centre.intake._commit(
            [alert(growing, phase="update", seq=1, at_s=1, severity=4)]
        )
        await town.centre.silence_keeper.look()
        assert (await shown(officer, growing))["held_back_by"] is None
        assert await tasks(officer) == [growing]
        at_once = await raised(town, zone="b", severity=4)
        assert at_once in await tasks(officer)


async def test_a_lifted_silence_lets_alerts_call_at_once_and_another_may_be_set(
    town: House,
) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        made = (await post(officer, PATH, form())).json()
        silent = await raised(town)
        again = await post(officer, PATH, form(reason="再设"))
        assert again.status_code == 409
        assert "集市日" in again.json()["detail_zh"]
        assert (await post(officer, PATH, form(kind=None))).status_code == 200
        assert (await officer.delete(f"{PATH}/{made['id']}")).status_code == 204
        # The other one still covers it.
        assert (await shown(officer, silent))["held_back_by"] == "silence"
        (rest,) = (await officer.get(PATH)).json()
        assert (await officer.delete(f"{PATH}/{rest['id']}")).status_code == 204
        assert (await shown(officer, silent))["held_back_by"] is None
        assert await tasks(officer) == [silent]
        assert (await officer.delete(f"{PATH}/{made['id']}")).status_code == 404
        assert (await post(officer, PATH, form())).status_code == 200


async def test_a_silence_survives_a_restart_of_the_centre(
    tmp_path: Path, clock: ManualClock
) -> None:
    state = tmp_path / "state"
    async with house(state, clock) as town, town.somebody(Role.DUTY_OFFICER) as officer:
        await post(officer, PATH, form())
    async with house(state, clock) as town:
        silent = await raised(town)
        async with town.somebody(Role.DUTY_OFFICER) as officer:
            assert (await shown(officer, silent))["held_back_by"] == "silence"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"minutes": 4}, 422),
        ({"minutes": 3 * 24 * 60 + 1}, 422),
        ({"reason": "  "}, 422),
        ({"reason": "a\x00b"}, 422),
        ({"kind": "face"}, 422),
        ({"camera": "37049901001326000099"}, 404),
        # Of another village.
        ({"camera": "37049901001326000006"}, 404),
        ({"minutes": 3 * 24 * 60}, 200),
    ],
)
async def test_what_may_be_silenced(town: House, fields: dict[str, Any], status: int) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        assert (await post(officer, PATH, form(**fields))).status_code == status


async def test_a_silence_is_seen_and_lifted_by_those_alone_who_reach_its_camera(
    town: House,
) -> None:
    async with (
        town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer,
        town.somebody(Role.DUTY_OFFICER, OTHER_VILLAGE) as elsewhere,
        town.somebody(Role.DUTY_OFFICER, unit="别的单位") as another,
        town.somebody(Role.SUPERVISOR) as supervisor,
    ):
        made = (await post(officer, PATH, form())).json()
        for one, seen in ((officer, 1), (supervisor, 1), (elsewhere, 0), (another, 0)):
            assert len((await one.get(PATH)).json()) == seen
            # Asked for one camera, it is the same.
            assert len((await one.get(PATH, params={"camera": SQUARE})).json()) == seen
            assert (await one.get(PATH, params={"camera": PLOT})).json() == []
        for one in (elsewhere, another):
            assert (await one.delete(f"{PATH}/{made['id']}")).status_code == 404
        assert (await supervisor.delete(f"{PATH}/{made['id']}")).status_code == 403


async def test_a_silence_stands_on_the_handover_sheet_and_in_the_trail(town: House) -> None:
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        made = (await post(officer, PATH, form())).json()
        held = await raised(town)
        sheet = (await officer.get(f"/api/v1/handover-sheet?region={VILLAGE}")).json()["sheet"]
        first, second = (one for one in sheet["silences"] if one["what"].startswith("silence"))
        assert (first["what"], first["id"]) == ("silenced camera", made["id"])
        assert "集市日" in first["zh"]
        # Eight in the morning of UTC is four in the afternoon there.
        assert "17:00" in first["zh"]
        assert "17:00" in first["en"]
        assert (second["what"], second["id"]) == ("silence", held)
        await officer.delete(f"{PATH}/{made['id']}")
    async with town.centre.database.read() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.what.startswith("silence")).order_by(AuditRow.id)
        )
        acts = [(row.what, row.subject, row.camera_id, row.detail) for row in rows]
    assert [one[:3] for one in acts] == [
        ("silence.set", f"silence/{made['id']}", SQUARE),
        ("silence.lifted", f"silence/{made['id']}", SQUARE),
    ]
    assert "集市日" in acts[0][3]


async def test_silences_that_ended_long_ago_are_purged(town: House, clock: ManualClock) -> None:
    async with town.somebody(Role.DUTY_OFFICER) as officer:
        assert (await post(officer, PATH, form())).status_code == 200
    clock.advance(86_400 * 20)
    async with town.somebody(Role.DUTY_OFFICER) as officer:
        assert (await post(officer, PATH, form())).status_code == 200
    centre = town.centre
    purge = ShiftPurge(centre.database, centre.audit, clock, timedelta(days=10))
    await purge.batch()
    async with centre.database.read() as session:
        assert len((await session.scalars(select(SilenceRow))).all()) == 1


async def test_a_silenced_fault_in_a_dark_village_is_grouped_when_its_silence_ends(
    town: House, clock: ManualClock
) -> None:
    village = Town(town, clock)
    silenced = OURS[0]
    async with town.somebody(Role.DUTY_OFFICER, VILLAGE) as officer:
        body = form(camera=silenced, kind="camera-fault", minutes=5)
        made = (await post(officer, PATH, body)).json()
        fault = ulid()
        await village.fault(silenced, fault)
        await dark(village)
        assert (await shown(officer, fault))["held_back_by"] == "silence"
        (outage,) = [
            one for one in (await officer.get("/api/v1/incidents")).json() if one["camera"] is None
        ]
        assert await tasks(officer) == [outage["id"]]
        assert (await officer.delete(f"{PATH}/{made['id']}")).status_code == 204
        grouped = await shown(officer, fault)
        assert (grouped["held_back_by"], grouped["part_of"]) == ("village outage", outage["id"])
        # It is the village's task, and none of its own.
        assert await tasks(officer) == [outage["id"]]
