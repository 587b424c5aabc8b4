"""Pictures: taken in, shown to who may see them, given up on when they do not come."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from command_center.evidence.evidence_keeper import LOST_AFTER
from command_center.store.audit_row import AuditRow
from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import Evidence
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
        assert shown == [
            {"sha256": NAME, "role": "scene", "media_type": "image/jpeg", "status": "pending"}
        ]
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


async def test_a_picture_that_came_to_one_centre_is_shown_by_the_one_beside_it(
    tmp_path: Path,
) -> None:
    shared = (tmp_path / "shared 证据").as_uri()
    async with (
        house(tmp_path / "state", evidence_url=shared) as here,
        house(tmp_path / "state", evidence_url=shared) as there,
        here.signed_in() as api,
        here.socket(api, "/api/v1/feed") as line,
        there.node() as node,
    ):
        await next_of(line, "hello")
        incident = ulid()
        await here.centre.intake._commit([alert(incident, evidence=(NAME,))])
        absent = await api.get(f"/api/v1/evidence/{NAME}")
        assert (absent.status_code, absent.json()["status"]) == (404, "pending")
        assert (await node.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)).status_code == 201
        told = await next_of(line, "evidence")
        assert told["data"] == {"sha256": NAME, "incident_id": incident, "status": "stored"}
        assert (await api.get(f"/api/v1/evidence/{NAME}")).content == JPEG
        # A worker that never heard the answer sends it to the other one again.
        async with here.node() as again:
            answer = await again.put(f"/evidence/{NAME}", content=JPEG, headers=TYPE)
            assert answer.status_code == 200
    assert [one.name for one in (tmp_path / "shared 证据").rglob("*.jpg")] == [f"{NAME}.jpg"]


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


CLIP = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(range(256)) * 40
CLIP_NAME = hashlib.sha256(CLIP).hexdigest()
CLIP_TYPE = {"Content-Type": "video/mp4"}


def with_clip(incident: str) -> Alert:
    """The update in which a clip follows."""
    named = {"sha256": CLIP_NAME, "role": "clip", "media_type": "video/mp4"}
    update = alert(incident, phase="update", seq=1, at_s=12)
    evidence = (Evidence.model_validate(named),)
    return update.model_copy(update={"data": update.data.model_copy(update={"evidence": evidence})})


async def opened(town: House) -> list[AuditRow]:
    async with town.centre.database.read() as session:
        found = await session.scalars(select(AuditRow).where(AuditRow.what == "evidence.opened"))
        return list(found)


async def test_a_clip_follows_its_incident_and_can_be_sought_in(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident, evidence=(NAME,)), with_clip(incident)])
    path = f"/api/v1/evidence/{CLIP_NAME}"
    async with town.signed_in() as api, town.node() as node:
        shown = (await api.get("/api/v1/incidents")).json()[0]["evidence"]
        assert shown[1] == {
            "sha256": CLIP_NAME,
            "role": "clip",
            "media_type": "video/mp4",
            "status": "pending",
        }
        absent = await api.get(path)
        assert (absent.status_code, absent.json()["status"]) == (404, "pending")
        assert "clip" in absent.json()["detail"]
        stored = await node.put(f"/evidence/{CLIP_NAME}", content=CLIP, headers=CLIP_TYPE)
        assert stored.status_code == 201

        whole = await api.get(path)
        assert (whole.status_code, whole.content) == (200, CLIP)
        assert whole.headers["content-type"] == "video/mp4"
        assert whole.headers["x-content-type-options"] == "nosniff"
        assert whole.headers["accept-ranges"] == "bytes"
        assert whole.headers["cache-control"] == "no-store"
        part = await api.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, CLIP[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(CLIP)}"
        last = await api.get(path, headers={"Range": "bytes=-5"})
        assert (last.status_code, last.content) == (206, CLIP[-5:])
        beyond = await api.get(path, headers={"Range": f"bytes={len(CLIP)}-"})
        assert beyond.status_code == 416
        assert beyond.headers["content-range"] == f"bytes */{len(CLIP)}"


async def test_a_clip_that_is_asked_for_in_parts_is_one_opening_and_no_part_goes_unwritten(
    town: House,
) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident), with_clip(incident)])
    path = f"/api/v1/evidence/{CLIP_NAME}"
    async with town.node() as node:
        await node.put(f"/evidence/{CLIP_NAME}", content=CLIP, headers=CLIP_TYPE)
    async with town.signed_in() as api:
        # Whoever begins in the middle has opened it too.
        await api.get(path, headers={"Range": "bytes=1-"})
        assert len(await opened(town)) == 1
        for start in (300, 600, 900):
            await api.get(path, headers={"Range": f"bytes={start}-"})
        assert len(await opened(town)) == 1
        await api.get(path, headers={"Range": "bytes=0-"})
        assert len(await opened(town)) == 2
    async with town.signed_in() as another:
        await another.get(path, headers={"Range": "bytes=300-"})
    assert len(await opened(town)) == 3


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (CLIP, "image/jpeg", 422),
        (JPEG, "video/mp4", 422),
        (CLIP, "video/webm", 415),
        (CLIP[:32] + bytes(8 << 20), "video/mp4", 413),
        (JPEG + bytes(2 << 20), "image/jpeg", 413),
    ],
)
async def test_a_clip_that_is_none_or_too_large_is_refused(
    town: House, content: bytes, media_type: str, expected: int
) -> None:
    name = hashlib.sha256(content).hexdigest()
    async with town.node() as node:
        answer = await node.put(
            f"/evidence/{name}", content=content, headers={"Content-Type": media_type}
        )
        assert answer.status_code == expected


async def test_nobody_else_may_send_as_much_as_a_clip(town: House) -> None:
    async with town.anybody() as client:
        answer = await client.post("/api/v1/session", content=bytes(3 << 20))
        assert answer.status_code == 413
        answer = await client.put(
            f"/api/v1/node/evidence/{CLIP_NAME}", content=bytes(9 << 20), headers=CLIP_TYPE
        )
        assert answer.status_code == 413


async def test_the_clip_of_a_long_incident_stays_among_what_is_shown(town: House) -> None:
    incident = ulid()
    clip = with_clip(incident)
    await town.centre.intake._commit([alert(incident, evidence=("a" * 64,)), clip])
    later = [
        alert(incident, phase="update", seq=seq, at_s=30.0 * seq, evidence=(f"{seq:064x}",))
        for seq in range(2, 40)
    ]
    await town.centre.intake._commit(later)
    async with town.signed_in() as api:
        shown = (await api.get("/api/v1/incidents")).json()[0]["evidence"]
    assert len(shown) == 16
    assert [one["sha256"] for one in shown if one["role"] == "clip"] == [CLIP_NAME]
    assert shown[0]["sha256"] == "a" * 64


async def test_a_clip_that_follows_an_ended_incident_is_shown_and_reopens_nothing(
    town: House,
) -> None:
    incident = ulid()
    late = with_clip(incident)
    late = late.model_copy(update={"data": late.data.model_copy(update={"seq": 2})})
    end = alert(incident, phase="end", seq=1, at_s=60)
    await town.centre.intake._commit([alert(incident), end])
    async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
        await next_of(line, "hello")
        await town.centre.intake._commit([late])
        told = (await next_of(line, "incident"))["data"]
        assert told["phase"] == "update"
        assert told["incident"]["state"] == "ended"
        assert [one["role"] for one in told["incident"]["evidence"]] == ["clip"]
        assert (await api.get("/api/v1/incidents?state=open")).json() == []


async def test_pictures_of_several_owners_stand_in_the_order_they_were_taken_in(
    town: House,
) -> None:
    # Each owner counts from nothing; they are heard of in another order than they took over.
    told = [(3, 60.0, "b"), (1, 0.0, "c"), (5, 90.0, "f"), (2, 30.0, "a"), (4, 90.0, "e")]
    alerts = [
        alert(ulid(), epoch=epoch, at_s=at_s, evidence=(name * 64,)) for epoch, at_s, name in told
    ]
    for one in alerts:
        await town.centre.intake._commit([one])
    async with town.signed_in() as api:
        (incident,) = (await api.get("/api/v1/incidents")).json()
    assert [one["sha256"][0] for one in incident["evidence"]] == ["c", "a", "b", "e", "f"]
