"""Nothing can be read or changed without signing in, loopback included."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed, InvalidStatus

from command_center.accounts.tries import FREE_TRIES
from command_center.store.audit_row import AuditRow
from command_center.store.session_row import SessionRow
from command_center.store.user_row import UserRow
from tests.integration.command_center.house import (
    CAMERA_PASSWORD,
    CHANGING,
    NODE_TOKEN,
    PASSWORD,
    House,
    house,
)
from tests.unit.command_center.alerts import alert, ulid

OPEN = {
    ("GET", "/api/v1/health"),
    ("POST", "/api/v1/session"),
    ("GET", "/api/v1/oidc"),
    ("GET", "/api/v1/oidc/start"),
    ("GET", "/api/v1/oidc/callback"),
}
FILLED = {
    "incident_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "task_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "sha256": "0" * 64,
    "shard": "shard-1",
    "camera_id": "37049901001326000001",
    "region": "370499101201",
    "grid": "370499101201001",
    "revision": "1",
    "session_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "username": "somebody",
    "name": "something",
    "shift_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "handover_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "silence_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "job_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
}


def described(town: House) -> list[tuple[str, str]]:
    from command_center.api.app import create_app

    paths = create_app(town.centre).openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


async def test_every_call_but_the_open_ones_is_refused_without_a_session(town: House) -> None:
    calls = described(town)
    assert len(calls) >= 18
    assert set(calls) >= OPEN
    async with town.anybody() as client:
        for method, path in [*calls, ("GET", "/api/v1/openapi.json")]:
            if (method, path) in OPEN:
                continue
            answer = await client.request(
                method,
                path.format(**FILLED),
                headers={**CHANGING, "Idempotency-Key": "k", "Cookie": "sharp_eyes_session=x"},
                json={},
            )
            assert answer.status_code in (401, 403), (method, path, answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json"
            assert {"title", "detail", "detail_zh"} <= answer.json().keys()


async def test_the_open_call_says_nothing_but_that_it_is_there(town: House) -> None:
    async with town.anybody() as client:
        assert (await client.get("/api/v1/health")).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/api/v1/feed", "/api/v1/stills"])
async def test_a_socket_without_a_session_says_nothing_and_one_of_a_foreign_page_is_refused(
    town: House, path: str
) -> None:
    async with town.anybody() as client, town.socket(client, path) as line:
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(10):
                await line.recv()
        assert line.close_code == 4401
    async with town.signed_in() as api:
        for origin in ("http://evil.example", None, f"https://{town.host}.evil.example"):
            with pytest.raises(InvalidStatus) as caught:
                async with town.socket(api, path, origin=origin):
                    pass
            assert caught.value.response.status_code == 403


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 403),
        ({"Sharp-Eyes-Request": "0"}, 403),
        ({**CHANGING, "Origin": "http://evil.example"}, 403),
        ({**CHANGING, "Origin": "null"}, 403),
        (CHANGING, 401),
    ],
)
async def test_a_changing_call_of_a_foreign_page_is_refused(
    town: House, headers: dict[str, str], expected: int
) -> None:
    async with town.anybody() as client:
        answer = await client.post(
            "/api/v1/session",
            json={"username": "duty", "password": "wrong", "purpose": "duty"},
            headers=headers,
        )
    assert answer.status_code == expected


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: House) -> None:
    async with town.signed_in() as api:
        answer = await api.post(
            "/api/v1/session",
            json={"username": "duty", "password": PASSWORD, "purpose": "duty"},
            headers={"X-Forwarded-Proto": "https"},
        )
        cookie = answer.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure"))
        async with town.centre.database.read() as session:
            stored = list(await session.scalars(select(SessionRow.token_hash)))
        token = cookie.partition("=")[2].partition(";")[0]
        assert token not in stored


async def test_guessing_is_slowed_down_and_even_the_right_password_waits(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    async with town.anybody() as client:

        async def attempt(password: str) -> int:
            answer = await client.post(
                "/api/v1/session",
                json={"username": "duty", "password": password, "purpose": "duty"},
                headers=CHANGING,
            )
            return answer.status_code

        found = [await attempt("wrong") for _ in range(FREE_TRIES)]
        assert found == [401] * FREE_TRIES
        assert await attempt(PASSWORD) == 429


async def test_a_session_ends_when_it_is_signed_out(town: House) -> None:
    async with town.signed_in() as api:
        me = (await api.get("/api/v1/session")).json()
        assert (me["username"], me["purpose"], me["region"]) == ("duty", "duty", "370499000000")
        cookie = dict(api.cookies)
        assert (await api.delete("/api/v1/session")).status_code == 204
    async with town.anybody() as client:
        client.cookies.update(cookie)
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_no_secret_is_ever_sent_to_a_browser_or_kept_in_the_clear(
    town: House, tmp_path: Path
) -> None:
    async with town.signed_in() as api:
        texts = [
            (await api.get(path)).text
            for method, path in described(town)
            if method == "GET" and "{" not in path and "/node/" not in path
        ]
    async with town.signed_in("security") as api:
        texts += [(await api.get(f"/api/v1/{path}")).text for path in ("users", "tokens")]
    assert not [text for text in texts if CAMERA_PASSWORD in text or "rtsp://" in text]
    async with town.centre.database.write() as session:
        names = set(await session.scalars(select(UserRow.username)))
        assert names == {"duty", "security"}
    for file in (tmp_path / "state").glob("centre.sqlite*"):
        content = file.read_bytes()
        for secret in (CAMERA_PASSWORD, PASSWORD, NODE_TOKEN):
            assert secret.encode() not in content


async def test_sign_ins_and_what_is_done_are_written_down_with_the_purpose(town: House) -> None:
    incident = ulid()
    await town.centre.intake._commit([alert(incident)])
    async with town.signed_in() as api:
        task = (await api.get("/api/v1/tasks")).json()[0]
        await api.post(
            f"/api/v1/tasks/{task['id']}/steps",
            json={"action": "accept"},
            headers={"Idempotency-Key": "a"},
        )
        await api.post(
            f"/api/v1/incidents/{incident}/dismiss",
            json={"reason": "演练"},
            headers={"Idempotency-Key": "b"},
        )
        await api.delete("/api/v1/session")
    async with town.anybody() as client:
        await client.post(
            "/api/v1/session",
            json={"username": "nobody", "password": "x", "purpose": "duty"},
            headers=CHANGING,
        )
    async with town.centre.database.read() as session:
        signed_in = AuditRow.session_id.is_not(None) | (AuditRow.what == "session.refused")
        query = select(AuditRow).where(signed_in).order_by(AuditRow.id)
        rows = (await session.scalars(query)).all()
    assert [(row.who, row.what, row.purpose) for row in rows] == [
        ("duty", "session.opened", "duty"),
        ("duty", "task.step", "duty"),
        ("duty", "incident.dismissed", "duty"),
        ("duty", "session.closed", "duty"),
        ("nobody", "session.refused", ""),
    ]


async def test_every_answer_carries_the_headers_that_keep_it_where_it_belongs(
    town: House,
) -> None:
    async with town.signed_in() as api:
        for path in ("/", "/api/v1/cameras", "/api/v1/nothing", "/api/v1/evidence/" + "0" * 64):
            headers = (await api.get(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            if path.startswith("/api/"):
                assert headers["cache-control"] == "no-store"


async def test_a_generated_password_is_shown_once_and_works(tmp_path: Path) -> None:
    async with house(tmp_path, admin_password=None) as town:
        assert len(town.said) == 1
        password = town.said[0].rsplit("password ", 1)[1].split()[0]
        async with town.signed_in("security", password):
            pass
    async with house(tmp_path, admin_password=None) as town:
        assert town.said == []


async def test_a_body_that_is_too_large_is_refused(town: House) -> None:
    async with town.node() as node:
        answer = await node.put(
            f"/evidence/{'0' * 64}",
            content=b"\xff\xd8\xff" + bytes(3 << 20),
            headers={"Content-Type": "image/jpeg"},
        )
    assert answer.status_code == 413
