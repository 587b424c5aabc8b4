"""The security administrator's page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.accounts.role import Role
from tests.e2e.desk import PUBLIC, desk
from tests.integration.command_center.first_password import settled

VILLAGE = "370499101201"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


def test_the_pages_know_every_role_by_its_name() -> None:
    text = (PUBLIC / "roles.js").read_text(encoding="utf-8")
    for role in Role:
        assert f"  {role}: '{role.label.zh} · {role.label.en}',\n" in text


async def test_an_account_is_made_granted_and_disabled_by_hand(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await opened.open("accounts.html")
        await opened.sign_in("duty")
        await view.wait_for_selector("#said:has-text('none of your roles')")
        assert not await view.is_visible("main")
        await view.click("#sign-out")
        await view.wait_for_selector("#sign-in:visible")
        await opened.sign_in("security")
        await view.wait_for_selector("tr:has-text('duty officer')")

        await view.fill("#create [name=username]", "li.si")
        await view.fill("#create [name=display_name]", "<b>李四</b>")
        await view.fill("#create [name=region]", VILLAGE)
        await view.click("#create button")
        await view.wait_for_selector("#password:visible")
        shown = await view.inner_text("#password")
        password = shown.partition("：")[2].partition("（")[0]
        row = view.locator("tr", has_text="li.si")
        # What was typed is shown as it was typed.
        assert "<b>李四</b>" in await row.inner_text()
        assert "first password" in await row.inner_text()

        await view.select_option("#grant [name=username]", "li.si")
        await view.select_option("#grant [name=role]", "duty_officer")
        await view.fill("#grant [name=region]", VILLAGE)
        await view.click("#grant button")
        await row.locator("li", has_text="duty officer").wait_for()
        password = await settled(town, "li.si", password)
        async with town.signed_in("li.si", password) as api:
            seen = (await api.get("/api/v1/cameras")).json()
            assert {one["region"] for one in seen} == {VILLAGE}
            view.once("dialog", lambda dialog: dialog.accept("离职"))
            await row.locator("button", has_text="Disable").click()
            await row.locator("td", has_text="disabled").wait_for()
            assert (await api.get("/api/v1/session")).status_code == 401
