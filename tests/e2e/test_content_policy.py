"""The wall, too, runs under a policy that lets nothing inline be run or style anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_center.api.wall_page import STATIC
from tests.e2e.browser import page
from tests.e2e.desk import PUBLIC, watch_policy
from tests.integration.command_center.house import PASSWORD, house, until
from tests.unit.command_center.alerts import alert, ulid

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


def test_no_page_holds_anything_inline() -> None:
    pages = list(PUBLIC.glob("*.html"))
    assert len(pages) >= 5
    for file in pages:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", text), file


@pytest.mark.needs_wall
async def test_the_wall_with_selects_dialogs_and_map_breaks_its_policy_nowhere(
    chromium_path: Path, tmp_path: Path
) -> None:
    assert (STATIC / "index.html").is_file()
    broken: list[str] = []
    async with house(tmp_path / "state") as town, page(chromium_path) as view:
        await town.centre.intake._commit([alert(ulid())])
        await watch_policy(view, broken)
        answer = await view.goto(town.url)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "'strict-dynamic'" in policy
        again = await view.goto(town.url)
        assert again is not None
        # Made for one answer, and never kept.
        assert again.headers["content-security-policy"] != policy
        assert again.headers["cache-control"] == "no-store"
        await view.click(".el-select")
        await view.keyboard.press("Escape")
        await view.fill("#username", "duty")
        await view.fill("#password", PASSWORD)
        await view.click("#sign-in")
        await view.wait_for_selector("[data-camera]")
        await until(lambda: view.evaluate("window.__mapReady ?? 0"), 60)
        # By script, since pop-ups may lie over its row.
        await view.eval_on_selector("[data-incident] button", "button => button.click()")
        await view.wait_for_selector(".el-dialog, [role=dialog]")
        # A script that is put into the page from outside is not run, and is told.
        await view.evaluate(
            """() => {
              const made = document.createElement('div')
              made.innerHTML = '<img src="data:," onerror="window.bent = 1">'
              document.body.append(made)
            }"""
        )
        await until(lambda: broken)
        assert await view.evaluate("window.bent === undefined")
    assert {one.split()[0] for one in broken} == {"script-src-attr"}
