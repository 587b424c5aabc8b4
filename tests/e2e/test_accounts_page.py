"""The security administrator's page in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page

from command_center.accounts.role import Role
from command_center.api.wall_page import WallPage
from tests.e2e.browser import page
from tests.integration.command_center.house import PASSWORD, house

PUBLIC = Path(__file__).parents[2] / "command_center" / "wall" / "public"
VILLAGE = "370499101201"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


async def sign_in(view: Page, username: str, password: str) -> None:
    await view.fill("#sign-in [name=username]", username)
    await view.fill("#sign-in [name=password]", password)
    await view.click("#sign-in button")


def test_the_page_knows_every_role_by_its_name() -> None:
    text = (PUBLIC / "accounts.js").read_text(encoding="utf-8")
    for role in Role:
        assert f"  {role}: '{role.label.zh} · {role.label.en}',\n" in text


async def test_an_account_is_made_granted_and_disabled_by_hand(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As Vite leaves it: what stands in public lies beside the wall's page.
    static = tmp_path / "static"
    shutil.copytree(PUBLIC, static)
    (static / "index.html").write_text("the wall")
    monkeypatch.setattr("command_center.api.app.WallPage", lambda: WallPage(static))
    async with house(tmp_path / "state") as town, page(chromium_path) as view:
        await view.goto(f"{town.url}/accounts.html")
        await view.wait_for_selector("#sign-in:visible")
        await sign_in(view, "duty", PASSWORD)
        await view.wait_for_selector("#said:has-text('none of your roles')")
        assert not await view.is_visible("main")
        await view.click("#sign-out")
        await view.wait_for_selector("#sign-in:visible")
        await sign_in(view, "security", PASSWORD)
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

        await view.select_option("#grant [name=username]", "li.si")
        await view.select_option("#grant [name=role]", "duty_officer")
        await view.fill("#grant [name=region]", VILLAGE)
        await view.click("#grant button")
        await row.locator("li", has_text="duty officer").wait_for()
        async with town.signed_in("li.si", password) as api:
            seen = (await api.get("/api/v1/cameras")).json()
            assert {one["region"] for one in seen} == {VILLAGE}
            view.once("dialog", lambda dialog: dialog.accept("离职"))
            await row.locator("button", has_text="Disable").click()
            await row.locator("td", has_text="disabled").wait_for()
            assert (await api.get("/api/v1/session")).status_code == 401
