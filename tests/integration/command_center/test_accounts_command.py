"""Accounts by command, where nobody can sign in, and what a running centre makes of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from command_center.commands.accounts import accounts
from sharp_eyes.errors import BadInput, MissingPart, Refused
from tests.integration.command_center.first_password import settled
from tests.integration.command_center.house import House, next_of
from tests.integration.command_center.test_accounts import closed

VILLAGE = "370499101201"


def run(state: Path, *arguments: str) -> str:
    result = CliRunner().invoke(accounts, [*arguments, "--state", str(state)])
    if result.exception is not None:
        raise result.exception
    return result.output


def password_of(output: str) -> str:
    return output.rsplit("password ", 1)[1].split(maxsplit=1)[0]


def test_an_empty_system_gets_its_first_account_by_command(tmp_path: Path) -> None:
    state = tmp_path / "state"
    output = run(state, "add", "chief", "--name", "安全管理员")
    assert len(password_of(output)) == 16
    run(state, "grant", "chief", "security_admin")
    assert "chief\t安全管理员\t\tsecurity_admin" in run(state, "list")
    with pytest.raises(Refused, match="three administrators"):
        run(state, "grant", "chief", "audit_admin")
    with pytest.raises(Refused, match="taken"):
        run(state, "add", "chief")
    run(state, "disable", "chief", "--reason", "x")
    assert "disabled" in run(state, "list")
    run(state, "enable", "chief")
    run(state, "revoke", "chief", "security_admin")
    assert "security_admin" not in run(state, "list")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("add", "With Space"), BadInput),
        (("add", "ok", "--region", "12"), BadInput),
        (("grant", "nobody", "emperor"), BadInput),
        (("grant", "nobody", "tester", "--region", "12"), BadInput),
        (("grant", "nobody", "tester"), MissingPart),
        (("password", "nobody"), MissingPart),
        (("revoke", "nobody", "tester"), MissingPart),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(tmp_path / "state", *arguments)


async def test_a_running_centre_follows_a_command_within_seconds(
    town: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.api.socket_session.LOOK_S", 0.05)
    state = tmp_path / "state"
    async with town.signed_in() as api, town.socket(api, "/api/v1/feed") as line:
        await next_of(line, "hello")
        output = await asyncio.to_thread(run, state, "password", "duty")
        assert await closed(line) == 4401
        assert (await api.get("/api/v1/session")).status_code == 401
    own = await settled(town, "duty", password_of(output))
    async with town.signed_in(password=own) as api:
        assert (await api.get("/api/v1/cameras")).status_code == 200
