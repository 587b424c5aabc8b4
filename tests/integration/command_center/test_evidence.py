"""Pictures: taken in, shown to who may see them, given up on when they do not come."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from command_center.evidence.evidence_keeper import LOST_AFTER
from command_center.store.audit_row import AuditRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import JPEG, House, house, next_of
from tests.unit.command_center.alerts import START, alert, ulid

NAME = hashlib.sha256(JPEG).hexdigest()
TYPE = {"Content-Type": "image/jpeg"}


async def test_a_picture_on_its_way_arrives_and_the_page_is_told(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident, evidence=(NAME,))])
    async with town.signed_in() as api, town.node() as node:
        shown = (await api.get("/api/v1/incidents")).json()[0]["evidence"]
        assert shown == [{"sha256": NAME, "role": "scene", "status": "pending"}]
        absent = await api.get(f"/api/v1/evidence/{NAME}")
        assert (absent.status_code, absent.json()["status"]) == (404, "pending")

        async with town.socket(api, "/api/v1/feed") as line:
            await next_of(line, "hello")
            first = await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
            again = await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
            assert (first.status_code, again.status_code) == (201, 200)
            told = await next_of(line, "evidence")
            assert told["data"] == {"sha256": NAME, "incident_id": incident, "status": "stored"}

        picture = await api.get(f"/api/v1/evidence/{NAME}")
        assert (picture.content, picture.headers["content-type"]) == (JPEG, "image/jpeg")
        assert picture.headers["cache-control"] == "no-store"
    async with town.centre.database.read() as session:
        rows = (
            await session.scalars(select(AuditRow).where(AuditRow.what == "evidence.opened"))
        ).all()
    assert [(row.who, row.purpose, row.subject) for row in rows] == [
        ("duty", "duty", f"evidence/{NAME}")
    ]


async def test_a_picture_that_came_before_its_alert_is_shown_with_it(town: House) -> None:
    async with town.signed_in() as api, town.node() as node:
        await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
        # No incident names it yet: it is nobody's to see.
        assert (await api.get(f"/api/v1/evidence/{NAME}")).status_code == 404
        await town.centre.intake._commit([alert(ulid(), evidence=(NAME,))])
        assert (await api.get(f"/api/v1/evidence/{NAME}")).status_code == 200


async def test_whatever_an_alert_claims_a_picture_is_stored_when_its_bytes_are_here(
    town: House,
) -> None:
    claimed = alert(ulid(), evidence=(NAME,), evidence_status="stored")
    await town.centre.intake._commit([claimed])
    async with town.signed_in() as api:
        shown = (await api.get("/api/v1/incidents")).json()[0]["evidence"]
    assert shown[0]["status"] == "pending"


@pytest.mark.parametrize(
    ("content", "name", "media_type", "expected"),
    [
        (JPEG + b"x", NAME, "image/jpeg", 422),
        (b"GIF89a", hashlib.sha256(b"GIF89a").hexdigest(), "image/jpeg", 422),
        (b"", hashlib.sha256(b"").hexdigest(), "image/jpeg", 422),
        (JPEG, NAME, "text/html", 415),
        (JPEG, "../../../etc/passwd", "image/jpeg", 404),
        (JPEG, NAME.upper(), "image/jpeg", 422),
    ],
)
async def test_bytes_that_are_not_what_their_name_says_are_refused(
    town: House, content: bytes, name: str, media_type: str, expected: int
) -> None:
    async with town.node() as node:
        answer = await node.put(
            f"/evidence/{name}", content=content, headers={"Content-Type": media_type}
        )
    assert answer.status_code == expected


async def test_another_village_does_not_see_the_picture(town: House) -> None:
    await town.add_user("village", "370499101202")
    await town.centre.intake._commit([alert(ulid(), evidence=(NAME,))])
    async with town.node() as node, town.signed_in("village") as api:
        await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
        assert (await api.get(f"/api/v1/evidence/{NAME}")).status_code == 404


async def test_a_picture_that_does_not_come_is_lost_and_may_still_come(tmp_path: Path) -> None:
    clock = ManualClock(START)
    async with house(tmp_path, clock) as town:
        await town.centre.intake._commit([alert(ulid(), evidence=(NAME,))])
        clock.advance(LOST_AFTER.total_seconds() - 1)
        await town.centre.evidence.give_up()
        async with town.signed_in() as api, town.node() as node:

            async def status() -> str:
                listed = (await api.get("/api/v1/incidents")).json()
                found: str = listed[0]["evidence"][0]["status"]
                return found

            assert await status() == "pending"
            clock.advance(2)
            await town.centre.evidence.give_up()
            assert await status() == "lost"
            absent = await api.get(f"/api/v1/evidence/{NAME}")
            assert (absent.status_code, absent.json()["status"]) == (404, "lost")
            await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
            assert await status() == "stored"
