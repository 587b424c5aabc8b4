"""The audit administrator's page in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_center.accounts.role import Role
from command_center.audit.audited_act import AuditedAct
from tests.e2e.desk import PUBLIC, desk
from tests.integration.command_center.house import CHANGING

HOSTILE = "<img src=x onerror=alert(1)>"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


def test_every_act_has_its_name_on_screen() -> None:
    text = (PUBLIC / "acts.js").read_text(encoding="utf-8")
    named = re.findall(r"^  '([a-z._-]+)': '([^']+) · ([^']+)',$", text, re.MULTILINE)
    assert {act for act, _, _ in named} >= {act.value for act in AuditedAct}


async def test_the_trail_is_searched_by_hand_and_what_was_typed_stays_text(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await town.add_user("auditor", "", Role.AUDIT_ADMIN)
        async with town.anybody() as client:
            form = {"username": HOSTILE, "password": "x", "purpose": "x"}
            async with town.centre.database.write() as session:
                # More than a page.
                for _ in range(120):
                    town.centre.audit.refused_sign_in(session, HOSTILE, "127.0.0.1")
            await client.post("/api/v1/session", json=form, headers=CHANGING)
        await opened.open("audit.html")
        await opened.sign_in("auditor")
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
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        view = opened.view
        await opened.open("audit.html")
        await opened.sign_in("duty")
        await view.wait_for_selector("#search:visible")
        await view.click("#search button")
        await view.wait_for_selector("#said:has-text('none of your roles')")
        assert await view.locator("tbody tr").count() == 0
        await view.click("#sign-out")
        await view.wait_for_selector("#sign-in:visible")
