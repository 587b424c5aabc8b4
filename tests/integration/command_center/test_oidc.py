"""Sign-in with a provider: who somebody is comes from there, what they may from here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from command_center.accounts.role import Role
from command_center.oidc.login_state import LIFE
from command_center.oidc.oidc_settings import OidcSettings
from command_center.oidc.oidc_sign_in import OidcSignIn
from command_center.store.audit_row import AuditRow
from command_center.store.user_row import UserRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart, TryAgain
from tests.integration.command_center.house import House, house, post
from tests.integration.command_center.later_clock import LaterClock
from tests.integration.command_center.oidc_provider import CLIENT, SECRET, Provider, provider

VILLAGE = "370499101201"
ROLES = {
    "claim": "groups",
    "grants": {
        "duty": [{"role": "duty_officer", "region": VILLAGE}],
        "security": [{"role": "security_admin"}],
        "audit": [{"role": "audit_admin"}],
    },
}


@asynccontextmanager
async def town_with(
    state: Path, settings: dict[str, Any] | None = None, **more: Any
) -> AsyncIterator[tuple[House, Provider]]:
    async with provider() as one:
        form = {"issuer": one.url, "client_id": CLIENT, "secret": SECRET, "name": "县政务"}
        oidc = OidcSettings.model_validate(form | (settings or {}))
        async with house(state / "state", oidc=oidc, **more) as town:
            yield town, one


async def came_back(town: House, client: httpx.AsyncClient, **query: str) -> httpx.Response:
    """Go out and come back as a browser does; gives the centre's last answer."""
    out = await client.get("/api/v1/oidc/start", params={"purpose": "值班", **query})
    assert out.status_code == 302, out.text
    there = await client.get(out.headers["location"])
    assert there.headers["location"].startswith(f"{town.url}/api/v1/oidc/callback?")
    return await client.get(there.headers["location"])


async def tried(town: House, **query: str) -> tuple[str, httpx.AsyncClient]:
    """Why it was refused, or where it led."""
    client = town.anybody()
    answer = await came_back(town, client, **query)
    return reason(answer), client


def reason(answer: httpx.Response) -> str:
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["location"])
    return parse_qs(parts.query)["why"][0] if parts.path == "/oidc.html" else parts.path


async def test_somebody_with_an_account_signs_in_and_the_trail_says_how(tmp_path: Path) -> None:
    async with town_with(tmp_path) as (town, one), town.anybody() as client:
        await town.add_user("li.si", VILLAGE)
        assert (await client.get("/api/v1/oidc")).json() == {"name": "县政务"}
        answer = await came_back(town, client, next="shifts.html")
        assert reason(answer) == "/shifts.html"
        cookies = answer.headers.get_list("set-cookie")
        session = next(one for one in cookies if one.startswith("sharp_eyes_session="))
        assert all(word in session for word in ("HttpOnly", "SameSite=strict"))
        me = (await client.get("/api/v1/session")).json()
        assert (me["username"], me["purpose"], me["owes"]) == ("li.si", "值班", None)
        assert (await client.get("/api/v1/cameras")).status_code == 200
        asked = one.asked[0]
        assert asked["scope"] == "openid profile"
        assert asked["response_type"] == "code"
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
        async with town.centre.database.read() as session_:
            row = await session_.scalar(select(AuditRow).where(AuditRow.what == "session.opened"))
            assert row is not None
            assert (row.who, row.detail) == ("li.si", "oidc")


async def test_without_a_provider_there_is_none(town: House) -> None:
    async with town.anybody() as client:
        assert (await client.get("/api/v1/oidc")).json() == {"name": None}
        for path in ("start", "callback"):
            assert reason(await client.get(f"/api/v1/oidc/{path}")) == "off"


@pytest.mark.sqlite_only("two towns, each with keys of its own")
async def test_nobody_gets_an_account_or_a_role_unless_it_is_set(tmp_path: Path) -> None:
    async with town_with(tmp_path / "1") as (town, one):
        one.person |= {"groups": ["duty", "security"], "name": "李四"}
        assert (await tried(town))[0] == "unknown"
        async with town.centre.database.read() as session:
            assert await session.scalar(select(UserRow).where(UserRow.username == "li.si")) is None
    async with town_with(tmp_path / "2", {"create": True, "region": VILLAGE}) as (town, one):
        one.person |= {"groups": ["duty", "security"], "name": "李四"}
        why, client = await tried(town)
        assert why == "/"
        me = (await client.get("/api/v1/session")).json()
        assert (me["display_name"], me["roles"]) == ("李四", [])
        assert (await client.get("/api/v1/cameras")).status_code == 403
        async with town.signed_in("security") as admin:
            made = (await admin.get("/api/v1/users/li.si")).json()
            assert (made["region"], made["grants"]) == (VILLAGE, [])
        await client.aclose()


async def test_mapped_roles_follow_the_provider_and_what_was_granted_here_stays(
    tmp_path: Path,
) -> None:
    async with town_with(tmp_path, {"roles": ROLES, "create": True}) as (town, one):
        # The groups are in its user information alone.
        one.more = {"groups": ["duty", "strangers"]}
        why, client = await tried(town)
        assert why == "/"
        assert (await client.get("/api/v1/session")).json()["roles"] == ["duty_officer"]
        await client.aclose()
        async with town.signed_in("security") as admin:
            form = {"role": "tester", "region": VILLAGE}
            await post(admin, "/api/v1/users/li.si/grants", form)
            one.more = {"groups": []}
            _, client = await tried(town)
            assert (await client.get("/api/v1/session")).json()["roles"] == ["tester"]
            await client.aclose()
            # Granted here what also comes from there: it stays when it goes there.
            one.more = {"groups": "duty"}
            await (await tried(town))[1].aclose()
            form = {"role": "duty_officer", "region": VILLAGE}
            await post(admin, "/api/v1/users/li.si/grants", form)
            one.more = {"groups": []}
            _, client = await tried(town)
            assert "duty_officer" in (await client.get("/api/v1/session")).json()["roles"]
            await client.aclose()


async def test_nobody_becomes_two_of_the_three_administrators(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"roles": ROLES, "create": True}) as (town, one):
        one.person["groups"] = ["security", "audit"]
        assert (await tried(town))[0] == "administrators"
        await town.add_user("wang.wu", "", Role.SYSTEM_ADMIN)
        one.person |= {"preferred_username": "wang.wu", "groups": ["audit"]}
        assert (await tried(town))[0] == "administrators"
        async with town.signed_in("security") as admin:
            granted = (await admin.get("/api/v1/users/wang.wu")).json()["grants"]
        assert [one["role"] for one in granted] == ["system_admin"]


async def test_an_account_belongs_to_one_person_there_until_it_is_forgotten(
    tmp_path: Path,
) -> None:
    async with town_with(tmp_path) as (town, one):
        await town.add_user("li.si", VILLAGE)
        await (await tried(town))[1].aclose()
        one.person["sub"] = "p-2"
        assert (await tried(town))[0] == "another"
        async with town.signed_in("security") as admin:
            answer = await post(admin, "/api/v1/users/li.si/oidc/forget", {})
            assert answer.status_code == 200
            why, client = await tried(town)
            assert why == "/"
            await client.aclose()
            await post(admin, "/api/v1/users/li.si/disable", {"reason": "x"})
        assert (await tried(town))[0] == "disabled"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "spoiled",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
    ],
)
async def test_what_is_not_for_us_not_new_or_not_whole_is_not_believed(
    tmp_path: Path, spoiled: dict[str, Any]
) -> None:
    async with town_with(tmp_path) as (town, one):
        await town.add_user("li.si", VILLAGE)

        def spoil(claims: dict[str, Any]) -> None:
            claims |= spoiled
            for name in [name for name, value in spoiled.items() if value is None]:
                del claims[name]

        one.spoil = spoil
        assert (await tried(town))[0] == "token"


async def test_what_is_signed_with_another_key_is_not_believed_and_a_new_key_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.oidc.provider.LEAST_BETWEEN_S", 0.0)
    async with town_with(tmp_path) as (town, one):
        await town.add_user("li.si", VILLAGE)
        one.published, one.key = one.key, RSAKey.generate_key(2048, {"kid": "1"})
        assert (await tried(town))[0] == "token"
        one.published = None
        why, client = await tried(town)
        assert why == "/"
        await client.aclose()


async def test_the_way_back_belongs_to_this_browser_and_is_gone_once(tmp_path: Path) -> None:
    async with town_with(tmp_path) as (town, _), town.anybody() as client:
        await town.add_user("li.si", VILLAGE)
        out = await client.get("/api/v1/oidc/start", params={"purpose": "x"})
        back = (await client.get(out.headers["location"])).headers["location"]
        async with town.anybody() as other:
            # Somebody else's browser, one with a state of its own, and one with a torn cookie.
            assert reason(await other.get(back)) == "state"
            await other.get("/api/v1/oidc/start", params={"purpose": "x"})
            assert reason(await other.get(back)) == "state"
            other.cookies.set("sharp_eyes_oidc", "x", path="/api/v1/oidc")
            assert reason(await other.get(back)) == "state"
        # What somebody might have kept of it opens nothing either: a code is good once.
        kept = client.cookies["sharp_eyes_oidc"]
        assert reason(await client.get(back)) == "/"
        assert reason(await client.get(back)) == "used"
        async with town.anybody() as other:
            other.cookies.set("sharp_eyes_oidc", kept, path="/api/v1/oidc")
            assert reason(await other.get(back)) == "used"
            assert "sharp_eyes_session" not in other.cookies


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("access_denied", "denied"),
        ("consent_required", "denied"),
        ("temporarily_unavailable", "provider"),
        ("unauthorized_client", "client"),
        ("<script>", "client"),
        ("x" * 9000, "client"),
    ],
)
async def test_what_the_provider_answers_instead_of_a_person_is_told_apart(
    tmp_path: Path, error: str, why: str
) -> None:
    async with town_with(tmp_path) as (town, one), town.anybody() as client:
        await town.add_user("li.si", VILLAGE)
        one.error = error
        assert reason(await came_back(town, client)) == why
        # The next time is as good as the first.
        one.error = ""
        assert reason(await came_back(town, client)) == "/"


async def test_who_comes_back_too_late_is_told_so_and_begins_again(tmp_path: Path) -> None:
    clock = LaterClock()
    async with town_with(tmp_path, clock=clock) as (town, one), town.anybody() as client:
        await town.add_user("li.si", VILLAGE)
        out = await client.get("/api/v1/oidc/start", params={"purpose": "x"})
        back = (await client.get(out.headers["location"])).headers["location"]
        clock.later_s = LIFE.total_seconds() + 1
        assert reason(await client.get(back)) == "expired"
        clock.later_s = 0.0
        assert reason(await client.get(back)) == "used"
        assert reason(await came_back(town, client)) == "/"
        assert len(one.codes) == 1, "the late one was never asked about"


async def test_a_centre_that_cannot_go_on_says_so_on_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_arguments: object) -> None:
        raise TryAgain(Bilingual("审计", "the trail cannot be written"))

    async with town_with(tmp_path) as (town, _), town.anybody() as client:
        await town.add_user("li.si", VILLAGE)
        monkeypatch.setattr(OidcSignIn, "sign_in", fails)
        assert reason(await came_back(town, client)) == "centre"
        assert "sharp_eyes_session" not in client.cookies


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["", "Li Si", "李四", "-x", "a" * 40, 7, None, ["li.si"]])
async def test_a_name_that_cannot_be_one_names_nobody(tmp_path: Path, name: object) -> None:
    async with town_with(tmp_path, {"create": True}) as (town, one):
        one.person["preferred_username"] = name
        assert (await tried(town))[0] == "unknown"


async def test_an_account_with_codes_needs_a_second_factor_there_too(tmp_path: Path) -> None:
    async with town_with(tmp_path, codes_for_administrators=True) as (town, one):
        await town.add_user("li.si", "", Role.AUDIT_ADMIN)
        assert (await tried(town))[0] == "second-factor"
        one.person["amr"] = ["pwd"]
        assert (await tried(town))[0] == "second-factor"
        one.person["amr"] = ["pwd", "mfa"]
        why, client = await tried(town)
        assert why == "/"
        assert (await client.get("/api/v1/audit")).status_code == 200
        await client.aclose()


@pytest.mark.sqlite_only("two towns, each with keys of its own")
async def test_a_provider_that_is_gone_or_calls_itself_otherwise_is_told(tmp_path: Path) -> None:
    async with town_with(tmp_path) as (town, one), town.anybody() as client:
        one.issuer_said = "https://another.example"
        answer = await client.get("/api/v1/oidc/start", params={"purpose": "x"})
        assert reason(answer) == "provider"
    oidc = OidcSettings(issuer="http://127.0.0.1:9", client_id="x")
    async with house(tmp_path / "2", oidc=oidc) as town, town.anybody() as client:
        assert reason(await client.get("/api/v1/oidc/start")) == "provider"


async def test_who_fails_again_and_again_waits_and_stands_in_the_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    async with town_with(tmp_path) as (town, _), town.anybody() as client:
        reasons = [reason(await client.get("/api/v1/oidc/callback")) for _ in range(21)]
        assert reasons == ["state"] * 20 + ["wait"]
        async with town.centre.database.read() as session:
            query = select(AuditRow).where(AuditRow.who == "oidc")
            assert len((await session.scalars(query)).all()) == 20


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "query", [{"next": "https://evil.example"}, {"next": "//evil"}, {"purpose": "a\nb"}]
)
async def test_the_way_leads_to_our_own_pages_alone(tmp_path: Path, query: dict[str, str]) -> None:
    async with town_with(tmp_path) as (town, _), town.anybody() as client:
        assert (await client.get("/api/v1/oidc/start", params=query)).status_code == 422


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("issuer: http://login.example\nclient_id: x\n", BadInput),
        ("issuer: https://login.example\n", BadInput),
        ("issuer: https://login.example\nclient_id: x\nsecret: x\n", BadInput),
        (
            "issuer: https://login.example\nclient_id: x\n"
            "roles: {claim: g, grants: {a: [{role: king}]}}\n",
            BadInput,
        ),
        ("- x\n", BadInput),
        (": :\n\t", BadInput),
        (None, MissingPart),
    ],
)
async def test_settings_that_cannot_be_are_refused_by_name(
    tmp_path: Path, text: str | None, error: type[Exception]
) -> None:
    file = tmp_path / "oidc.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(error, match=r"oidc\.yaml"):
        OidcSettings.read(file, None)


@pytest.mark.sqlite_only
async def test_settings_are_read_and_the_secret_comes_from_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "oidc.yaml"
    file.write_text("issuer: https://login.example/realm\nclient_id: x\ncreate: true\n")
    settings = OidcSettings.read(file, "s3cret")
    assert settings.secret is not None
    assert "s3cret" not in repr(settings)
    assert settings.create is True
