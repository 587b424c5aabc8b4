"""Passwords of cameras are set and never read; the key that seals them is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from command_center.accounts.role import Role
from command_center.commands.secrets import secrets
from command_center.sealing.rotation import Rotation
from command_center.sealing.sealing_keys import KEY_FILE, NEXT_FILE, SealingKeys
from command_center.store.audit_row import AuditRow
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.totp_row import TotpRow
from tests.integration.command_center.house import CAMERA_PASSWORD, PASSWORD, House, house, post
from tests.integration.command_center.typed_codes import code_of, secret_of

VILLAGE = "370499101201"
FORM = {"username": "admin", "password": "Camera-2026-口令"}


class Killed(BaseException):
    """What a kill -9 leaves: nothing after it is run."""


async def opened(town: House) -> dict[str, tuple[str, str]]:
    async with town.centre.database.read() as session:
        names = list(await session.scalars(select(CameraSecretRow.name)))
        found = await town.centre.secrets.named(session, names)
    return {one.name: (one.username, one.password.get_secret_value()) for one in found}


async def sealed(town: House) -> list[bytes]:
    async with town.centre.database.read() as session:
        kept = list(await session.scalars(select(CameraSecretRow.sealed)))
        return kept + list(await session.scalars(select(TotpRow.sealed)))


async def test_a_password_is_set_and_reaches_workers_and_no_browser(town: House) -> None:
    async with town.somebody(Role.OPERATOR) as operator, town.node() as node:
        before = (await operator.get("/api/v1/credentials")).json()
        assert [one["name"] for one in before] == ["demo"]
        answer = await operator.put("/api/v1/credentials/demo", json=FORM)
        assert answer.status_code == 200
        assert answer.json()["cameras"] == 12
        again = await operator.put("/api/v1/credentials/demo", json=FORM)
        assert again.json()["changed_at"] == answer.json()["changed_at"]
        listed = await operator.get("/api/v1/credentials")
        assert FORM["password"] not in answer.text + listed.text + again.text
        assert "admin" not in listed.text
        await town.centre.directory.reload()
        await node.post("/shards/shard-1/grant", json={})
        assert (await opened(town))["demo"] == ("admin", FORM["password"])
    async with town.centre.database.read() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.what == "credentials.changed"))
        assert [(row.subject, row.detail) for row in rows] == [("credentials/demo", "")]


async def test_a_password_that_came_in_an_address_can_be_changed_too(town: House) -> None:
    # Its name is made when it comes: camera/<id>.
    name = "camera/37049901001326000001"
    async with town.somebody(Role.OPERATOR) as operator:
        answer = await operator.put(f"/api/v1/credentials/{name}", json=FORM)
        assert (answer.status_code, answer.json()["name"]) == (200, name)
    assert (await opened(town))[name] == ("admin", FORM["password"])
    async with town.somebody(Role.DUTY_OFFICER) as duty:
        assert (await duty.put(f"/api/v1/credentials/{name}", json=FORM)).status_code == 403


async def test_whoever_sees_a_part_of_the_cameras_cannot_change_what_others_use(
    town: House,
) -> None:
    async with town.somebody(Role.OPERATOR, VILLAGE) as operator:
        assert [one["cameras"] for one in (await operator.get("/api/v1/credentials")).json()] == [4]
        for name in ("demo", "nobodys"):
            answer = await operator.put(f"/api/v1/credentials/{name}", json=FORM)
            assert answer.status_code == 404
    assert (await opened(town))["demo"][1] == CAMERA_PASSWORD


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("demo", {"username": "", "password": "x"}),
        ("demo", {"username": "x", "password": "a\x00b"}),
        ("demo", {"username": "x", "password": "a\nb"}),
        ("demo", {"username": "x", "password": "x" * 129}),
        ("a b", FORM),
    ],
)
async def test_what_cannot_be_a_password_is_refused_and_not_repeated(
    town: House, name: str, form: dict[str, str]
) -> None:
    async with town.somebody(Role.SYSTEM_ADMIN) as admin:
        answer = await admin.put(f"/api/v1/credentials/{name}", json=form)
        assert answer.status_code == 422
        assert form["password"] not in answer.json()["detail"] or len(form["password"]) < 2


async def test_a_key_is_changed_under_a_running_centre_whatever_is_killed_meanwhile(
    town: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    async with town.signed_in() as api:
        made = (await post(api, "/api/v1/me/totp", {"password": PASSWORD})).json()
        form = {"code": code_of(town, secret_of(made["secret"]))}
        await post(api, "/api/v1/me/totp/confirm", form)
    before, key = await sealed(town), (state / KEY_FILE).read_bytes()
    keys = SealingKeys(state, None)
    rotation = Rotation(keys, town.centre.database, town.centre.audit)

    def killed(*_arguments: object, **_fields: object) -> None:
        raise Killed

    # Before the transaction, inside it, and between it and the last step.
    for where, after in (
        ("command_center.sealing.rotation.Rotation._all", before),
        ("command_center.audit.audit_log.AuditLog.note", before),
        ("command_center.sealing.sealing_keys.SealingKeys.finish", None),
    ):
        monkeypatch.setattr(where, killed)
        with pytest.raises(Killed):
            await rotation.run("test")
        monkeypatch.undo()
        assert (state / NEXT_FILE).exists()
        if after is not None:
            assert await sealed(town) == after
        # The centre that runs opens everything, and so does one that is started now.
        assert (await opened(town))["demo"][1] == CAMERA_PASSWORD
        fresh = Rotation(SealingKeys(state, None), town.centre.database, town.centre.audit)
        assert (await fresh.look()).lost == ()

    # A password that is set in the middle of it.
    async with town.somebody(Role.OPERATOR) as operator:
        await operator.put("/api/v1/credentials/demo", json=FORM)
    found = await rotation.run("test")
    assert (found.newest, found.lost, found.resumed) == (2, (), True)
    assert not (state / NEXT_FILE).exists()
    assert (state / KEY_FILE).read_bytes() != key
    assert (await opened(town))["demo"] == ("admin", FORM["password"])
    assert not set(before) & set(await sealed(town))
    # The former key opens nothing any more.
    (state / KEY_FILE).write_bytes(key)
    alone = Rotation(SealingKeys(state, None), town.centre.database, town.centre.audit)
    assert (await alone.look()).lost == ("credentials/demo", "codes/2")


@pytest.mark.sqlite_only
async def test_by_command_the_key_is_changed_and_what_is_lost_is_named(tmp_path: Path) -> None:
    state = tmp_path / "state"

    async with house(state) as town:
        before = await sealed(town)

    async def told(*arguments: str) -> tuple[int, str]:
        import asyncio

        run = CliRunner().invoke
        result = await asyncio.to_thread(
            run, secrets, [*arguments, "--state", str(state)], input="New-1\nNew-1\n"
        )
        return result.exit_code, result.output

    assert await told("check") == (0, "现密钥 1 项，旧密钥 0 项 · newest key 1, former key 0\n")
    code, text = await told("rotate")
    assert (code, "sealed with the new key: 1" in text) == (0, True)
    async with house(state, camera_password=None) as town:
        assert (await opened(town))["demo"][1] == CAMERA_PASSWORD
        assert await sealed(town) != before
        code, text = await told("set", "demo", "--username", "root")
        assert (code, "New-1" in text) == (0, False)
        assert (await opened(town))["demo"] == ("root", "New-1")
        async with town.centre.database.write() as session:
            await session.execute(update(CameraSecretRow).values(sealed=b"torn"))
    code, text = await told("check")
    assert (code, "credentials/demo" in text) == (1, True)
