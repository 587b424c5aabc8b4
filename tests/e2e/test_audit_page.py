"""The audit administrator's page in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from command_center.accounts.role import Role
from command_center.api.wall_page import WallPage
from tests.e2e.browser import page
from tests.integration.command_center.house import CHANGING, PASSWORD, house

PUBLIC = Path(__file__).parents[2] / "command_center" / "wall" / "public"
HOSTILE = "<img src=x onerror=alert(1)>"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


async def test_the_trail_is_searched_by_hand_and_what_was_typed_stays_text(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As Vite leaves it: what stands in public lies beside the wall's page.
    static = tmp_path / "static"
    shutil.copytree(PUBLIC, static)
    (static / "index.html").write_text("the wall")
    monkeypatch.setattr("command_center.api.app.WallPage", lambda: WallPage(static))
    async with house(tmp_path / "state") as town, page(chromium_path) as view:
        await town.add_user("auditor", "", Role.AUDIT_ADMIN)
        async with town.anybody() as client:
            form = {"username": HOSTILE, "password": "x", "purpose": "x"}
            async with town.centre.database.write() as session:
                # More than a page.
                for _ in range(120):
                    town.centre.audit.refused_sign_in(session, HOSTILE, "127.0.0.1")
            await client.post("/api/v1/session", json=form, headers=CHANGING)
        await view.goto(f"{town.url}/audit.html")
        await view.wait_for_selector("#sign-in:visible")
        await view.fill("#sign-in [name=username]", "auditor")
        await view.fill("#sign-in [name=password]", PASSWORD)
        await view.click("#sign-in button")
        await view.wait_for_selector("#search:visible")

        await view.fill("#search [name=act]", "session.refused")
        await view.click("#search button")
        await view.wait_for_selector("#said:has-text('100 条')")
        first = view.locator("tbody tr").first
        assert HOSTILE in await first.inner_text()
        assert await view.locator("tbody img").count() == 0
        await view.click("#more")
        await view.wait_for_selector("#said:has-text('121 条')")
        assert not await view.is_visible("#more")

        await view.fill("#search [name=act]", "audit.searched")
        await view.click("#search button")
        await view.wait_for_selector("td:has-text('act=session.refused')")


async def test_whoever_may_not_search_is_told(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    static = tmp_path / "static"
    shutil.copytree(PUBLIC, static)
    (static / "index.html").write_text("the wall")
    monkeypatch.setattr("command_center.api.app.WallPage", lambda: WallPage(static))
    async with house(tmp_path / "state") as town, page(chromium_path) as view:
        await view.goto(f"{town.url}/audit.html")
        await view.wait_for_selector("#sign-in:visible")
        await view.fill("#sign-in [name=username]", "duty")
        await view.fill("#sign-in [name=password]", PASSWORD)
        await view.click("#sign-in button")
        await view.wait_for_selector("#search:visible")
        await view.click("#search button")
        await view.wait_for_selector("#said:has-text('none of your roles')")
        assert await view.locator("tbody tr").count() == 0
        await view.click("#sign-out")
        await view.wait_for_selector("#sign-in:visible")
