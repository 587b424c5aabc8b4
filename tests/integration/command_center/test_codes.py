"""The second factor: set up, asked for, taken once, taken away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from command_center.accounts.role import Role
from command_center.accounts.tries import FREE_TRIES
from command_center.commands.accounts import accounts
from command_center.store.audit_row import AuditRow
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.store.recovery_code_row import RecoveryCodeRow
from command_center.store.totp_row import TotpRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.house import CHANGING, PASSWORD, House, house, post
from tests.integration.command_center.typed_codes import code_of, secret_of


async def sign_in(town: House, code: str | None = None, password: str = PASSWORD) -> httpx.Response:
    form: dict[str, Any] = {"username": "duty", "password": password, "purpose": "duty"}
    async with town.anybody() as client:
        form |= {} if code is None else {"code": code}
        return await client.post("/api/v1/session", json=form, headers=CHANGING)


async def set_up(town: House, api: httpx.AsyncClient) -> tuple[bytes, list[str]]:
    """Turn codes on; return the secret and the recovery codes. The present code is used up."""
    made = (await post(api, "/api/v1/me/totp", {"password": PASSWORD})).json()
    secret = secret_of(made["secret"])
    answer = await post(api, "/api/v1/me/totp/confirm", {"code": code_of(town, secret)})
    assert answer.status_code == 200, answer.text
    codes: list[str] = answer.json()["codes"]
    return secret, codes


async def trail(town: House, act: str) -> list[tuple[str, str, str]]:
    async with town.centre.database.read() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.what == act).order_by(AuditRow.id)
        )
        return [(row.who, row.subject, row.detail) for row in rows]


async def test_codes_are_asked_for_once_the_first_was_right_and_none_is_taken_twice(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    async with house(tmp_path / "state", clock) as town, town.signed_in() as api:
        assert (await post(api, "/api/v1/me/totp", {"password": "wrong"})).status_code == 403
        made = (await post(api, "/api/v1/me/totp", {"password": PASSWORD})).json()
        secret = secret_of(made["secret"])
        wrong = f"{(int(code_of(town, secret)) + 1) % 1_000_000:06}"
        assert (await post(api, "/api/v1/me/totp/confirm", {"code": wrong})).status_code == 422
        # It was never right: nothing is asked for.
        assert (await sign_in(town)).status_code == 200
        secret, _ = await set_up(town, api)
        assert (await post(api, "/api/v1/me/totp", {"password": PASSWORD})).status_code == 409

        refused = await sign_in(town)
        assert (refused.status_code, refused.json()["needs"]) == (401, "code")
        # Whoever does not know the password is not told that there are codes.
        assert "needs" not in (await sign_in(town, "000000", "wrong")).json()
        # The one that turned them on is used up.
        assert (await sign_in(town, code_of(town, secret))).json()["needs"] == "code"
        clock.advance(30)
        assert (await sign_in(town, code_of(town, secret))).status_code == 200
        assert (await sign_in(town, code_of(town, secret))).status_code == 401
        clock.advance(30)
        spaced = code_of(town, secret)
        assert (await sign_in(town, f"{spaced[:3]} {spaced[3:]}")).status_code == 200
        assert await trail(town, "account.totp") == [("duty", "user/duty", "on")]


async def test_of_two_who_type_the_same_code_at_once_one_is_refused(tmp_path: Path) -> None:
    clock = ManualClock()
    async with house(tmp_path / "state", clock) as town, town.signed_in() as api:
        secret, _ = await set_up(town, api)
        clock.advance(30)
        code = code_of(town, secret)
        answers = await asyncio.gather(*(sign_in(town, code) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_recovery_code_works_once_and_others_can_be_made(town: House) -> None:
    async with town.signed_in() as api:
        _, codes = await set_up(town, api)
        assert (await sign_in(town, codes[0].lower())).status_code == 200
        assert (await sign_in(town, codes[0])).status_code == 401
        assert (await api.get("/api/v1/me/totp")).json()["recovery_left"] == 9
        form = {"password": PASSWORD, "code": codes[1]}
        fresh = (await post(api, "/api/v1/me/totp/recovery", form)).json()["codes"]
        assert (await sign_in(town, codes[2])).status_code == 401
        assert (await sign_in(town, fresh[0])).status_code == 200
        form = {"password": PASSWORD, "code": fresh[1]}
        off = await post(api, "/api/v1/me/totp/off", form)
        assert off.json() == {"on_since": None, "recovery_left": 0, "required": False}
        assert (await sign_in(town)).status_code == 200


async def test_secrets_are_kept_sealed_and_hashed_and_shown_once(
    town: House, tmp_path: Path
) -> None:
    async with town.signed_in() as api:
        first = await post(api, "/api/v1/me/totp", {"password": PASSWORD}, key="k")
        again = await post(api, "/api/v1/me/totp", {"password": PASSWORD}, key="k")
        assert again.json() == {"secret": None, "address": None, "picture": None}
        secret = secret_of(first.json()["secret"])
        answer = await post(api, "/api/v1/me/totp/confirm", {"code": code_of(town, secret)})
        codes = answer.json()["codes"]
    async with town.centre.database.read() as session:
        row = await session.scalar(select(TotpRow))
        assert row is not None
        assert secret not in row.sealed
        kept = str((await session.scalars(select(RecoveryCodeRow.code_hash))).all())
        kept += str([one.body for one in await session.scalars(select(IdempotencyKeyRow))])
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    assert first.json()["secret"] not in kept


async def test_guessing_codes_is_slowed_down_wherever_it_comes_from_and_locks_out_nobody_else(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test takes on a slow machine.
    monkeypatch.setattr("command_center.accounts.sign_in_limiter.FIRST_WAIT_S", 600.0)
    async with town.signed_in() as api:
        await set_up(town, api)
        # Whoever does not know the password cannot lock the account's codes.
        for _ in range(3):
            assert (await sign_in(town, "000000", "wrong")).status_code == 401
        async with town.centre.database.write() as session:
            for _ in range(FREE_TRIES):
                assert not await town.centre.second_factor.takes(session, 2, "999999")
        answer = await sign_in(town, "999999")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        # Sessions that are there go on.
        assert (await api.get("/api/v1/cameras")).status_code == 200


async def test_an_office_behind_one_address_signs_in_with_codes_all_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.accounts.tries.ADDRESS_FREE_TRIES", 4)
    clock = ManualClock()
    async with house(tmp_path / "state", clock) as town:
        async with town.signed_in() as api:
            secret, _ = await set_up(town, api)
        for _ in range(6):
            clock.advance(30)
            assert (await sign_in(town)).json()["needs"] == "code"
            assert (await sign_in(town, code_of(town, secret))).status_code == 200


async def test_a_security_administrator_takes_codes_away_when_the_authenticator_is_lost(
    town: House,
) -> None:
    async with town.signed_in("security") as admin, town.signed_in() as api:
        await set_up(town, api)
        assert (await admin.get("/api/v1/users/duty")).json()["codes"] is True
        own = await post(admin, "/api/v1/users/security/totp/reset", {})
        assert own.status_code == 409
        answer = await post(admin, "/api/v1/users/duty/totp/reset", {})
        assert answer.json()["codes"] is False
        assert (await api.get("/api/v1/session")).status_code == 401
        assert (await sign_in(town)).status_code == 200
        async with town.somebody(Role.SECURITY_ADMIN, "370499101000") as narrow:
            far = await post(narrow, "/api/v1/users/duty/totp/reset", {})
            assert far.status_code == 404
    assert (await trail(town, "account.totp"))[-1] == ("security", "user/duty", "reset")


@pytest.mark.sqlite_only
async def test_the_last_security_administrator_gets_back_in_by_command(
    town: House, tmp_path: Path
) -> None:
    async with town.signed_in("security") as admin:
        await set_up(town, admin)
        arguments = ["reset-codes", "security", "--state", str(tmp_path / "state")]
        result = await asyncio.to_thread(CliRunner().invoke, accounts, arguments)
        assert result.exit_code == 0, result.output
        assert (await admin.get("/api/v1/users")).status_code == 401
    async with town.signed_in("security"):
        pass
    assert (await trail(town, "account.totp"))[-1] == ("command", "user/security", "reset")


async def test_where_it_is_set_administrators_set_codes_up_before_anything_else(
    tmp_path: Path,
) -> None:
    async with house(tmp_path / "state", codes_for_administrators=True) as town:
        async with town.signed_in() as duty:
            assert (await duty.get("/api/v1/session")).json()["owes"] is None
            assert (await duty.get("/api/v1/cameras")).status_code == 200
        async with town.signed_in("security") as admin:
            assert (await admin.get("/api/v1/session")).json()["owes"] == "totp"
            answer = await admin.get("/api/v1/users")
            assert (answer.status_code, answer.json()["owes"]) == (403, "totp")
            assert (await admin.get("/api/v1/me/totp")).json()["required"] is True
            _, codes = await set_up(town, admin)
            assert (await admin.get("/api/v1/users")).status_code == 200
            form = {"password": PASSWORD, "code": codes[0]}
            await post(admin, "/api/v1/me/totp/off", form)
            assert (await admin.get("/api/v1/users")).status_code == 403


@pytest.mark.parametrize("code", ["", "12345", "1" * 40, "12345\x00", "１２３４５６"])
async def test_what_cannot_be_a_code_is_refused_as_such(town: House, code: str) -> None:
    assert (await sign_in(town, code)).status_code == 422
