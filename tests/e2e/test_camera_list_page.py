"""Operators find a camera among many in the registry's page, page by page and by words."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.accounts.role import Role
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import until

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]

ROWS = "#cameras tbody tr"


async def shown(page: Desk) -> list[str]:
    found: list[str] = await page.view.eval_on_selector_all(
        ROWS, "rows => rows.map((one) => one.dataset.camera)"
    )
    return found


async def test_a_camera_is_found_by_words_region_and_state(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as page:
        await page.town.add_user("operator", "", Role.OPERATOR)
        await page.open("registry.html")
        await page.sign_in("operator")
        await page.view.wait_for_selector(ROWS)
        ids = sorted(page.town.centre.directory.current.cameras)

        async def fits(expected: list[str]) -> bool:
            return await shown(page) == expected

        await until(lambda: fits(ids))
        assert f"/ {len(ids)}" in await page.view.inner_text("#found")
        assert await page.view.is_disabled("#after")

        await page.view.fill("#look [name=q]", "石桥 广场")
        await until(lambda: fits([ids[5]]))
        href = await page.view.get_attribute(f"{ROWS} a", "href")
        assert href == f"./registry.html?camera={ids[5]}"
        await page.view.fill("#look [name=q]", "")
        await until(lambda: fits(ids))
        await page.view.select_option("#look [name=region]", "370499101203")
        await until(lambda: fits(ids[8:]))
        await page.view.select_option("#look [name=state]", "online")
        await until(lambda: fits([]))
        assert "no camera fits" in await page.view.inner_text("#found")
