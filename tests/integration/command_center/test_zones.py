"""Operators draw on a camera's picture, and say that its view is as it should be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import select

from command_center.accounts.role import Role
from command_center.store.audit_row import AuditRow
from command_center.store.incident_row import IncidentRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.node.health import CameraHealth, CameraState, ShardHealth
from tests.integration.command_center.house import House, post, until

CAMERA = "37049901001326000002"
PATH = f"/api/v1/cameras/{CAMERA}/zones"
CONFIRM = f"/api/v1/cameras/{CAMERA}/view/confirm"
MASK = {"id": "window", "polygon": [[0.6, 0.1], [0.9, 0.1], [0.9, 0.3], [0.6, 0.3]]}
TOPIC = "sharp-eyes/v1/370499/101/_/demo/health/shard-1"


async def shapes(api: httpx.AsyncClient) -> dict[str, Any]:
    """What is there, as it is sent back."""
    answer = await api.get(PATH)
    assert answer.status_code == 200, answer.text
    return {
        name: answer.json()[name]
        for name in ("revision", "zones", "privacy_masks", "ground_points")
    }


async def rows_of(town: House, what: str) -> list[AuditRow]:
    async with town.centre.database.read() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.what == what).order_by(AuditRow.id)
        )
        return list(rows)


async def newest(town: House) -> RegistryRevisionRow:
    async with town.centre.database.read() as session:
        found = await session.scalar(
            select(RegistryRevisionRow).order_by(RegistryRevisionRow.revision.desc()).limit(1)
        )
    assert found is not None
    return found


def tell(town: House, moved_since: datetime | None) -> None:
    """Say what a worker says of its camera."""
    now = town.centre.clock.now()
    health = ShardHealth(
        shard="shard-1",
        at=now,
        valid_until=now + timedelta(minutes=1),
        cameras=(
            CameraHealth(
                id=CAMERA, state=CameraState.ONLINE, since=now, view_moved_since=moved_since
            ),
        ),
    )
    town.centre.board.take(TOPIC, health.model_dump_json().encode())


async def test_what_is_drawn_is_a_revision_with_its_author_and_reaches_the_worker(
    town: House,
) -> None:
    async with town.somebody(Role.OPERATOR) as api, town.node() as node:
        before = await shapes(api)
        await node.post("/shards/shard-1/grant", json={})
        known = (await node.get("/shards/shard-1/cameras", params={"after": 0})).json()["revision"]
        zone = before["zones"][0] | {"polygon": [[0.1, 0.4], [0.9, 0.4], [0.9, 0.9], [0.1, 0.9]]}
        answer = await api.put(PATH, json=before | {"zones": [zone], "privacy_masks": [MASK]})
        assert answer.status_code == 200, answer.text
        saved = answer.json()
        revision = await newest(town)
        assert saved["revision"] == revision.revision > before["revision"]
        assert saved["saved_by"] == revision.who != "command"
        assert saved["zones"][0]["polygon"] == zone["polygon"]
        again = await api.put(PATH, json=before | {"zones": [zone], "privacy_masks": [MASK]})
        assert again.status_code == 200, "the same again, as after a lost answer, is no conflict"
        assert again.json()["revision"] == saved["revision"]

        async def followed() -> Any:
            newer = await node.get("/shards/shard-1/cameras", params={"after": known})
            return newer.json() if newer.status_code == 200 else None

        async with asyncio.timeout(20):
            registry = await until(followed)
        (camera,) = [one for one in registry["cameras"] if one["id"] == CAMERA]
        assert camera["privacy_masks"][0]["id"] == "window"
        said = [row for row in await rows_of(town, "registry.changed") if CAMERA in row.subject]
        assert said[-1].who == revision.who
        assert str(revision.revision) in said[-1].detail


async def test_registering_a_camera_anew_leaves_what_is_drawn_on_its_picture(town: House) -> None:
    path = f"/api/v1/cameras/{CAMERA}"
    async with town.somebody(Role.OPERATOR) as api:
        read = (await api.get(path)).json()
        drawn = await api.put(PATH, json=await shapes(api) | {"privacy_masks": [MASK]})
        assert drawn.status_code == 200, drawn.text
        late = await api.put(path, json=read | {"name": "改名"})
        assert late.status_code == 409, "it was read before the mask was drawn"
        now = (await api.get(path)).json()
        assert [mask["id"] for mask in now["privacy_masks"]] == ["window"]
        for other in (
            {"view_confirmed_at": "2099-01-01T00:00:00Z"},
            {"privacy_masks": []},
            {"analytics": now["analytics"] | {"zones": []}},
            {"ground_points": []},
        ):
            refused = (await api.put(path, json=now | other)).status_code
            assert refused == (409 if now | other != now else 200), other
        # The whole of it, or what is of no picture alone: what is drawn stays.
        plain = {name: now[name] for name in ("id", "name", "region", "streams", "place_type")}
        for form in (now, plain):
            assert (await api.put(path, json=form | {"name": "改名"})).status_code == 200
            kept = (await api.get(path)).json()
            assert kept["name"] == "改名"
            for name in ("privacy_masks", "ground_points", "view_confirmed_at"):
                assert kept[name] == now[name]
            assert kept["analytics"]["zones"] == now["analytics"]["zones"]
        new = plain | {"id": CAMERA[:-2] + "99", "view_confirmed_at": "2099-01-01T00:00:00Z"}
        assert (await api.put(f"/api/v1/cameras/{new['id']}", json=new)).status_code == 409


async def test_whoever_saves_upon_something_older_is_told_who_changed_it(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as one, town.somebody(Role.OPERATOR) as other:
        seen = await shapes(one)
        mine = await one.put(PATH, json=seen | {"privacy_masks": [MASK]})
        theirs = await other.put(PATH, json=seen | {"zones": []})
        assert theirs.status_code == 409
        told = theirs.json()
        assert told["revision"] == mine.json()["revision"]
        assert told["saved_by"] == mine.json()["saved_by"]
        assert told["saved_by"] in told["detail"]
        assert told["saved_by"] in told["detail_zh"]
        assert len((await shapes(other))["zones"]) == len(seen["zones"])


async def test_of_many_who_save_at_once_exactly_one_comes_through(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        seen = await shapes(api)
        answers = await asyncio.gather(
            *(
                api.put(PATH, json=seen | {"privacy_masks": [MASK | {"id": f"m{number}"}]})
                for number in range(6)
            )
        )
        assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]
        # Others' changes of other cameras are no conflict.
        path = PATH.replace(CAMERA, "37049901001326000001")
        other = (await api.get(path)).json()
        body = {name: other[name] for name in seen}
        async with asyncio.timeout(20):
            both = await asyncio.gather(
                api.put(path, json=body | {"privacy_masks": [MASK]}),
                api.put(PATH, json=await shapes(api) | {"privacy_masks": []}),
            )
        assert [one.status_code for one in both] == [200, 200]


async def test_what_is_wrong_is_told_shape_by_shape_and_nothing_is_saved(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        seen = await shapes(api)
        bow = [[0.1, 0.1], [0.5, 0.5], [0.5, 0.1], [0.1, 0.5]]
        body = seen | {"privacy_masks": [MASK, {"id": "bow", "polygon": bow}]}
        for dry_run in (False, True):
            answer = await api.put(PATH, json=body | {"dry_run": dry_run})
            assert answer.status_code == 422
            assert answer.headers["content-type"] == "application/problem+json"
            (fault,) = answer.json()["faults"]
            assert (fault["part"], fault["index"], fault["code"]) == (
                "privacy_masks",
                1,
                "crosses",
            )
            assert fault["corners"] == [0, 2]
            assert {"zh", "en"} == fault["message"].keys()
        assert await shapes(api) == seen


async def test_a_dry_run_tells_and_changes_nothing(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        seen, revision = await shapes(api), (await newest(town)).revision
        answer = await api.put(PATH, json=seen | {"privacy_masks": [MASK], "dry_run": True})
        assert answer.status_code == 200
        assert answer.json()["privacy_masks"][0]["id"] == "window"
        assert await shapes(api) == seen
        assert (await newest(town)).revision == revision


async def test_an_id_that_is_gone_is_never_another_ones(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        await api.put(PATH, json=await shapes(api) | {"privacy_masks": [MASK]})
        gone = await api.put(PATH, json=await shapes(api) | {"privacy_masks": []})
        assert gone.json()["retired"] == ["window"]
        answer = await api.put(PATH, json=await shapes(api) | {"privacy_masks": [MASK]})
        assert [one["code"] for one in answer.json()["faults"]] == ["id-reused"]


async def test_only_operators_draw_and_only_on_their_own_cameras(town: House) -> None:
    async with (
        town.somebody(Role.OPERATOR, "370499101203") as foreign,
        town.somebody(Role.DUTY_OFFICER) as duty,
    ):
        assert (await foreign.get(PATH)).status_code == 404
        body = {"revision": 0, "zones": [], "privacy_masks": [], "ground_points": []}
        assert (await foreign.put(PATH, json=body)).status_code == 404
        assert (await post(foreign, CONFIRM, {"revision": 0})).status_code == 404
        assert (await duty.get(PATH)).status_code == 200
        assert (await duty.put(PATH, json=body)).status_code == 403
        assert (await post(duty, CONFIRM, {"revision": 0})).status_code == 403


async def test_a_moved_view_is_confirmed_by_an_operators_word(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        await api.put(PATH, json=await shapes(api) | {"privacy_masks": [MASK]})
        revision = (await shapes(api))["revision"]
        tell(town, None)
        assert (await api.get(PATH)).json()["view"]["state"] == "in-place"
        early = await post(api, CONFIRM, {"revision": revision})
        assert (early.status_code, early.json()["code"]) == (409, "not-moved")

        # A node whose clock runs ahead: the word counts all the same.
        since = town.centre.clock.now() + timedelta(minutes=5)
        tell(town, since)
        view = (await api.get(PATH)).json()["view"]
        assert view["state"] == "moved"
        assert datetime.fromisoformat(view["moved_since"]) == since
        stale = await post(api, CONFIRM, {"revision": revision - 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "changed")

        done = await post(api, CONFIRM, {"revision": revision}, "once")
        assert done.status_code == 200
        view = done.json()["view"]
        assert view["state"] == "confirmed", "its worker has not followed yet"
        assert datetime.fromisoformat(view["confirmed_at"]) > since
        again = await post(api, CONFIRM, {"revision": revision}, "once")
        assert again.headers["Idempotency-Replayed"] == "true"
        (row,) = await rows_of(town, "view.confirmed")
        assert (row.subject, row.camera_id) == (f"camera/{CAMERA}", CAMERA)
        # Where it does not follow, the word can be given again.
        form = {"revision": done.json()["revision"]}
        more = await post(api, CONFIRM, form)
        assert more.json()["view"]["confirmed_at"] > view["confirmed_at"]
        view = more.json()["view"]
        tell(town, None)
        assert (await api.get(PATH)).json()["view"]["state"] == "in-place"

        # A second move is another matter.
        tell(town, datetime.fromisoformat(view["confirmed_at"]) + timedelta(seconds=1))
        assert (await api.get(PATH)).json()["view"]["state"] == "moved"


async def test_an_open_incident_tells_of_the_move_while_the_worker_is_silent(town: House) -> None:
    at = datetime(2026, 6, 1, 8, tzinfo=UTC)
    incident = IncidentRow(
        id="01JZZZZZZZZZZZZZZZZZZZZZZZ",
        kind="camera-fault",
        subject=f"camera/{CAMERA}",
        camera_id=CAMERA,
        zone="picture",
        source="node/demo/shard-1",
        region="370499101201",
        severity=2,
        state="open",
        review="none",
        epoch=1,
        seq=1,
        opened_at=at,
        updated_at=at,
        ended_at=None,
        end_reason=None,
        alert_id="01JZZZZZZZZZZZZZZZZZZZZZZZ",
        decoded_at=at,
        received_at=at,
        time_source="arrival",
        location=None,
        measurement={"quantity": "view_moved", "value": 0.1, "unit": "share", "limit": 0.4},
        model={"name": "picture-diagnosis", "version": "1", "threshold": 0.4},
    )
    async with town.somebody(Role.OPERATOR) as api:
        assert (await api.get(PATH)).json()["view"]["state"] == "unknown"
        async with town.centre.database.write() as session:
            session.add(incident)
        seen = (await api.get(PATH)).json()
        assert seen["view"]["state"] == "moved"
        done = await post(api, CONFIRM, {"revision": seen["revision"]})
        assert done.json()["view"]["state"] == "unknown"


async def test_a_view_that_has_not_moved_is_learned_anew_when_that_is_asked_for(
    town: House,
) -> None:
    async with town.somebody(Role.OPERATOR) as api:
        seen = await shapes(api)
        form = {"revision": seen["revision"], "unmoved_too": True}
        done = await post(api, CONFIRM, form)
        assert done.status_code == 200
        assert done.json()["view"]["confirmed_at"] is not None
        assert done.json()["revision"] > seen["revision"]
