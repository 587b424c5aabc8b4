"""One's own account in a real browser: what is owed first, passwords out of sight, codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.accounts.role import Role
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import PASSWORD, post
from tests.integration.command_center.typed_codes import code_of, secret_of

NEW = "Kx7-mmqP2w-own"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


async def change(opened: Desk, old: str, new: str, again: str) -> None:
    await opened.view.fill("#change [name=old]", old)
    await opened.view.fill("#change [name=fresh]", new)
    await opened.view.fill("#change [name=again]", again)
    await opened.view.click("#change button")


async def test_a_first_password_is_changed_before_anything_else_and_the_way_leads_back(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        view = opened.view
        async with opened.town.signed_in("security") as admin:
            form = {"username": "auditor", "display_name": "审计员", "password": PASSWORD}
            await post(admin, "/api/v1/users", form)
            await post(admin, "/api/v1/users/auditor/grants", {"role": Role.AUDIT_ADMIN.value})
        await opened.open("audit.html")
        await opened.sign_in("auditor")
        await view.wait_for_url("**/account.html?next=audit.html")
        await view.wait_for_selector("#owed:visible")
        for field in ("old", "fresh", "again"):
            assert await view.get_attribute(f"#change [name={field}]", "type") == "password"
        await change(opened, PASSWORD, NEW, "something else")
        await view.wait_for_selector("#said:has-text('differ')")
        await change(opened, "wrong", NEW, NEW)
        await view.wait_for_selector("#said:has-text('the present password is wrong')")
        await change(opened, PASSWORD, NEW, NEW)
        await view.wait_for_url("**/audit.html")
        await view.wait_for_selector("#search:visible")


async def test_codes_are_set_up_by_hand_and_asked_for_at_the_next_sign_in(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await opened.open("account.html")
        await opened.sign_in("duty")
        await view.fill("#begin [name=password]", PASSWORD)
        await view.click("#begin button")
        await view.wait_for_selector("#enrol:visible")
        drawn = "image => image.decode().then(() => image.naturalWidth)"
        assert await view.eval_on_selector("#qr", drawn) > 100
        secret = secret_of(await view.inner_text("#secret"))
        await view.fill("#confirm [name=code]", code_of(town, secret))
        await view.click("#confirm button")
        await view.wait_for_selector("#recovery:visible")
        codes = (await view.inner_text("#recovery pre")).split()
        assert len(codes) == 10

        await view.click("#sign-out")
        await view.wait_for_selector("#sign-in:visible")
        assert not await view.is_visible("#sign-in [name=code]")
        await opened.sign_in("duty")
        await view.wait_for_selector("#sign-in [name=code]:visible")
        await view.fill("#sign-in [name=code]", codes[0])
        await view.click("#sign-in button")
        await view.wait_for_selector("#codes-text:has-text('9')")

        await view.fill("#both [name=password]", PASSWORD)
        await view.fill("#both [name=code]", codes[1])
        await view.click("#both [value=off]")
        await view.wait_for_selector("#begin:visible")
