"""Security administrators make accounts and grant roles; nobody becomes more than they are."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed

from command_center.accounts.role import Role
from command_center.accounts.tries import FREE_TRIES
from command_center.store.audit_row import AuditRow
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from tests.integration.command_center.first_password import settled
from tests.integration.command_center.house import CHANGING, PASSWORD, House, house, next_of, post

TOWN = "370499101000"
VILLAGE = "370499101201"
OTHER = "370499101202"
GOOD = "Kx7-mmqP2w"


async def made(api: httpx.AsyncClient, username: str, **fields: Any) -> dict[str, Any]:
    form = {"username": username, "display_name": username, "password": PASSWORD} | fields
    answer = await post(api, "/api/v1/users", form)
    assert answer.status_code == 200, answer.text
    account: dict[str, Any] = answer.json()
    return account


async def granted(
    api: httpx.AsyncClient, username: str, role: str, region: str = "", unit: str = ""
) -> httpx.Response:
    form = {"role": role, "region": region, "unit": unit}
    return await post(api, f"/api/v1/users/{username}/grants", form)


async def audited(town: House) -> list[tuple[str, str, str, str]]:
    async with town.centre.database.read() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [
            (row.who, row.what, row.subject, row.detail)
            for row in rows
            # The first accounts were made by the centre itself.
            if row.who != "machine" and row.what.startswith(("account", "token", "session.ended"))
        ]


async def test_an_account_is_made_granted_a_village_and_sees_that_village(town: House) -> None:
    async with town.signed_in("security") as admin:
        account = await made(admin, "li.si", region=VILLAGE, password=None)
        assert account["grants"] == []
        password = await settled(town, "li.si", account["password"])
        async with town.signed_in("li.si", password) as api:
            assert (await api.get("/api/v1/session")).json()["roles"] == []
            assert (await api.get("/api/v1/cameras")).status_code == 403
        answer = await granted(admin, "li.si", "duty_officer", VILLAGE)
        assert answer.json()["grants"] == [{"role": "duty_officer", "region": VILLAGE, "unit": ""}]
        assert answer.json()["password"] is None
        async with town.signed_in("li.si", password) as api:
            seen = (await api.get("/api/v1/cameras")).json()
            assert {one["region"] for one in seen} == {VILLAGE}
        listed = (await admin.get("/api/v1/users")).json()
        assert [one["username"] for one in listed] == ["duty", "li.si", "security"]
    assert await audited(town) == [
        ("security", "account.created", "user/li.si", ""),
        ("li.si", "account.password", "user/li.si", ""),
        (
            "security",
            "account.grant",
            "user/li.si",
            f"+ duty_officer region={VILLAGE} unit=*",
        ),
    ]


async def test_nobody_is_two_of_the_three_administrators(town: House) -> None:
    admins = ["system_admin", "security_admin", "audit_admin"]
    async with town.signed_in("security") as admin:
        for first in admins:
            name = first.replace("_", "-")
            await made(admin, name)
            assert (await granted(admin, name, "duty_officer")).status_code == 200
            assert (await granted(admin, name, first)).status_code == 200
            # The same again, or in a narrower region, is the same administrator.
            assert (await granted(admin, name, first, TOWN)).status_code == 200
            for second in admins:
                if second == first:
                    continue
                answer = await granted(admin, name, second, VILLAGE)
                assert answer.status_code == 409
                assert "three administrators" in answer.json()["detail"]
                assert "三员不得兼任" in answer.json()["detail_zh"]
            kept = (await admin.get(f"/api/v1/users/{name}")).json()["grants"]
            assert {one["role"] for one in kept} == {first, "duty_officer"}
        answer = await granted(admin, "duty", "audit_admin", unit="某队")
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("disable", {"reason": "x"}),
        ("enable", {}),
        ("password", {"password": GOOD}),
        ("grants", {"role": "duty_officer"}),
        ("grants/revoke", {"role": "security_admin"}),
    ],
)
async def test_nobody_changes_their_own_account(
    town: House, path: str, form: dict[str, str]
) -> None:
    async with town.signed_in("security") as admin:
        answer = await post(admin, f"/api/v1/users/security/{path}", form)
        assert answer.status_code == 409
        assert (await admin.get("/api/v1/users/security")).json()["disabled"] is False


async def test_the_administrator_of_a_town_reaches_no_further_than_the_town(town: House) -> None:
    async with AsyncExitStack() as stack:
        top = await stack.enter_async_context(town.signed_in("security"))
        admin = await stack.enter_async_context(town.somebody(Role.SECURITY_ADMIN, TOWN))
        await made(top, "far", region="")
        await made(top, "near", region=VILLAGE)
        await made(top, "risen", region=VILLAGE)
        # Whoever resets this password would reach the whole county.
        await granted(top, "risen", "duty_officer", "370499000000")

        names = {one["username"] for one in (await admin.get("/api/v1/users")).json()}
        assert "near" in names
        assert not names & {"far", "risen", "security", "duty"}
        for name in ("far", "risen", "security", "nobody-there"):
            answers = [
                await admin.get(f"/api/v1/users/{name}"),
                await admin.get(f"/api/v1/users/{name}/sessions"),
                await post(admin, f"/api/v1/users/{name}/password", {}),
                await post(admin, f"/api/v1/users/{name}/disable", {"reason": "x"}),
                await granted(admin, name, "tester", VILLAGE),
            ]
            assert {answer.status_code for answer in answers} == {404}, name
        assert (await granted(admin, "near", "duty_officer", OTHER)).status_code == 200
        for region in ("", "370499000000"):
            assert (await granted(admin, "near", "tester", region)).status_code == 409
            form = {"username": "more", "display_name": "x", "region": region}
            assert (await post(admin, "/api/v1/users", form)).status_code == 409
        form = {"name": "m", "scopes": ["cameras:read"], "purpose": "x"}
        assert (await post(admin, "/api/v1/tokens", form)).status_code == 409


@pytest.mark.parametrize(
    "form",
    [
        {"username": "A", "display_name": "x"},
        {"username": "with space", "display_name": "x"},
        {"username": "ok", "display_name": " "},
        {"username": "ok", "display_name": "x", "password": "short"},
        {"username": "ok", "display_name": "x", "password": "password1234"},
        {"username": "ok", "display_name": "x", "region": "1"},
        {"username": "ok", "display_name": "x", "region": "999999999999"},
        {"username": "ok", "display_name": "x", "role": "security_admin"},
    ],
)
async def test_what_cannot_be_an_account_is_refused_and_nothing_is_half_made(
    town: House, form: dict[str, str]
) -> None:
    async with town.signed_in("security") as admin:
        answer = await post(admin, "/api/v1/users", form)
        assert answer.status_code == 422
        assert form.get("password", "?") not in answer.text
        assert len((await admin.get("/api/v1/users")).json()) == 2


async def test_a_name_is_taken_once_and_a_repeated_call_makes_nothing_new(town: House) -> None:
    async with town.signed_in("security") as admin:
        form = {"username": "twice", "display_name": "x"}
        first = await post(admin, "/api/v1/users", form, key="k")
        again = await post(admin, "/api/v1/users", form, key="k")
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.json() == first.json() | {"password": None}
        assert (await post(admin, "/api/v1/users", form)).status_code == 409
        password = first.json()["password"]
    async with town.signed_in("twice", password):
        pass
    async with town.centre.database.read() as session:
        kept = (await session.scalars(select(IdempotencyKeyRow))).all()
    assert password not in str([row.body for row in kept])


@asynccontextmanager
async def open_sockets(town: House, api: httpx.AsyncClient):  # type: ignore[no-untyped-def]
    async with (
        town.socket(api, "/api/v1/feed") as feed,
        town.socket(api, "/api/v1/stills") as stills,
    ):
        await next_of(feed, "hello")
        yield feed, stills


async def closed(line: Any) -> int | None:
    async with asyncio.timeout(20):
        try:
            while True:
                await line.recv()
        except ConnectionClosed:
            code: int | None = line.close_code
            return code


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("disable", {"reason": "离职"}),
        ("password", {"password": GOOD}),
        ("grants/revoke", {"role": "duty_officer", "region": "370499000000"}),
    ],
)
async def test_an_account_that_may_no_longer_is_out_at_once_sockets_included(
    town: House, path: str, form: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What wakes them is the change itself, not the next look.
    monkeypatch.setattr("command_center.api.socket_session.LOOK_S", 1000.0)
    async with town.signed_in("security") as admin, town.signed_in() as duty:
        async with open_sockets(town, duty) as lines:
            answer = await post(admin, f"/api/v1/users/duty/{path}", form)
            assert answer.status_code == 200
            assert [await closed(line) for line in lines] == [4401, 4401]
        assert (await duty.get("/api/v1/cameras")).status_code == 401
        if path == "disable":
            async with town.anybody() as client:
                form = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
                answer = await client.post("/api/v1/session", json=form, headers=CHANGING)
                assert answer.status_code == 401
            await post(admin, "/api/v1/users/duty/enable", {})
            async with town.signed_in():
                pass


async def test_a_session_that_another_process_ended_closes_its_sockets_too(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.api.socket_session.LOOK_S", 0.05)
    async with town.signed_in() as duty, open_sockets(town, duty) as lines:
        from sqlalchemy import update

        from command_center.store.user_row import UserRow

        # As from outside: nobody here is woken.
        async with town.centre.database.write() as session:
            await session.execute(
                update(UserRow).where(UserRow.username == "duty").values(disabled=True)
            )
        assert [await closed(line) for line in lines] == [4401, 4401]


async def test_sessions_are_listed_and_ended_by_owner_and_administrator(town: House) -> None:
    async with (
        town.signed_in("security") as admin,
        town.signed_in() as one,
        town.signed_in() as two,
    ):
        own = (await one.get("/api/v1/me/sessions")).json()
        assert [entry["current"] for entry in own].count(True) == 1
        assert {entry["address"] for entry in own} == {"127.0.0.1"}
        current = next(entry["id"] for entry in own if entry["current"])
        other = next(entry["id"] for entry in own if not entry["current"])
        listed = (await admin.get("/api/v1/users/duty/sessions")).json()
        assert {entry["id"] for entry in listed} == {current, other}

        # Somebody else's session is not there for an owner.
        theirs = (await admin.get("/api/v1/me/sessions")).json()[0]["id"]
        assert (await one.delete(f"/api/v1/me/sessions/{theirs}")).status_code == 404
        assert (await admin.delete(f"/api/v1/users/duty/sessions/{theirs}")).status_code == 404

        async with town.socket(two, "/api/v1/feed") as line:
            assert (await one.delete(f"/api/v1/me/sessions/{other}")).status_code == 204
            assert await closed(line) == 4401
        assert (await two.get("/api/v1/session")).status_code == 401
        async with town.socket(one, "/api/v1/feed") as line:
            path = f"/api/v1/users/duty/sessions/{current}"
            assert (await admin.delete(path)).status_code == 204
            assert await closed(line) == 4401
        assert (await admin.delete(path)).status_code == 404
    assert [row[:3] for row in await audited(town)] == [
        ("duty", "session.ended", f"session/{other}"),
        ("security", "session.ended", f"session/{current}"),
    ]


async def test_one_changes_ones_own_password_and_other_sessions_end(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    async with town.signed_in() as api, town.signed_in() as other:

        async def change(old: str, new: str) -> int:
            form = {"old": old, "new": new}
            return (await post(api, "/api/v1/me/password", form)).status_code

        assert await change("wrong", GOOD) == 403
        assert await change(PASSWORD, "short") == 422
        assert await change(PASSWORD, PASSWORD) == 422
        assert await change(PASSWORD, GOOD) == 200
        assert (await api.get("/api/v1/session")).status_code == 200
        assert (await other.get("/api/v1/session")).status_code == 401
        async with town.signed_in(password=GOOD):
            pass
        for _ in range(FREE_TRIES):
            status = await change("wrong", "Another-2026-one")
        assert status == 403
        # Whoever took over a page left alone guesses no faster here than at the door.
        assert await change(GOOD, "Another-2026-one") == 429


async def test_a_wider_grant_opens_more_without_signing_in_anew(town: House) -> None:
    async with town.signed_in("security") as admin:
        await made(admin, "officer")
        await granted(admin, "officer", "duty_officer", VILLAGE)
        own = await settled(town, "officer", PASSWORD)
        async with town.signed_in("officer", own) as api, town.socket(api, "/api/v1/feed") as line:
            first = await next_of(line, "cameras")
            assert len(first["data"]) == 4
            assert (await granted(admin, "officer", "duty_officer", OTHER)).status_code == 200
            assert len((await next_of(line, "cameras"))["data"]) == 8
            assert len((await api.get("/api/v1/cameras")).json()) == 8


async def test_what_was_not_granted_cannot_be_taken_back(town: House) -> None:
    async with town.signed_in("security") as admin, town.signed_in() as duty:
        form = {"role": "tester", "region": VILLAGE}
        answer = await post(admin, "/api/v1/users/duty/grants/revoke", form)
        assert answer.status_code == 404
        assert (await duty.get("/api/v1/session")).status_code == 200


async def test_an_account_made_by_somebody_else_may_only_change_its_password(town: House) -> None:
    async with town.signed_in("security") as admin:
        await made(admin, "officer")
        await granted(admin, "officer", "duty_officer", VILLAGE)
        listed = (await admin.get("/api/v1/users/officer")).json()
        assert listed["must_change_password"] is True
        async with town.signed_in("officer") as api:
            assert (await api.get("/api/v1/session")).json()["owes"] == "password"
            for call in ("/api/v1/cameras", "/api/v1/regions", "/api/v1/openapi.json"):
                answer = await api.get(call)
                assert answer.status_code == 403
                assert answer.json()["owes"] == "password"
                assert "修改" in answer.json()["detail_zh"]
            async with town.socket(api, "/api/v1/feed") as line:
                assert await closed(line) == 4403
            assert (await api.get("/api/v1/me/sessions")).status_code == 200
            form = {"old": PASSWORD, "new": PASSWORD}
            assert (await post(api, "/api/v1/me/password", form)).status_code == 422
            form = {"old": PASSWORD, "new": GOOD}
            answer = await post(api, "/api/v1/me/password", form)
            assert answer.json()["owes"] is None
            # The same session goes on.
            assert (await api.get("/api/v1/cameras")).status_code == 200
        # Another password by an administrator has to be changed as well.
        again = (await post(admin, "/api/v1/users/officer/password", {})).json()
        assert again["must_change_password"] is True
        async with town.signed_in("officer", again["password"]) as api:
            assert (await api.get("/api/v1/cameras")).status_code == 403


async def test_failed_sign_ins_are_known_to_a_second_centre_and_after_a_restart(
    town: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    form = {"username": "duty", "password": "wrong", "purpose": "duty"}
    async with town.anybody() as client:
        for _ in range(FREE_TRIES):
            await client.post("/api/v1/session", json=form, headers=CHANGING)
    async with house(tmp_path / "state") as again, again.anybody() as client:
        answer = await client.post(
            "/api/v1/session", json=form | {"password": PASSWORD}, headers=CHANGING
        )
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
