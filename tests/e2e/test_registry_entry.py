"""One camera's entry in the registry is read and changed by hand, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.accounts.role import Role
from sharp_eyes.registry.place_type import PlaceType
from tests.e2e.desk import desk
from tests.integration.command_center.house import until

CAMERA = "37049901001326000002"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


async def test_an_operator_changes_a_camera_and_what_is_drawn_on_it_stays(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as page:
        town, view = page.town, page.view
        before = town.centre.directory.current.cameras[CAMERA]
        await town.add_user("operator", "", Role.OPERATOR)
        await page.open(f"registry.html?camera={CAMERA}")
        await page.sign_in("operator")
        await view.wait_for_selector("#entry:visible")
        assert await view.input_value("#entry [name=sub]") == before.streams.sub
        # Where nobody may put a camera is not offered.
        offered = await view.locator("#entry [name=place_type] option").all_inner_texts()
        assert any("market" in one for one in offered)
        assert not any("toilet" in one for one in offered)

        await view.fill("#entry [name=name]", "<b>文化广场</b>")
        await view.select_option("#entry [name=place_type]", "market")
        await view.fill("#entry [name=location]", "somewhere")
        await view.click("#entry button:has-text('Save')")
        await view.wait_for_selector("#said.bad:has-text('longitude, latitude')")
        await view.fill("#entry [name=location]", "117.62, 34.7")
        await view.uncheck("#entry [name=enabled]")
        await view.click("#entry button:has-text('Save')")
        await view.wait_for_selector("#said:has-text('saved as revision')")
        await view.wait_for_selector("#cameras td:has-text('<b>文化广场</b>')")

        after = await until(
            lambda: (
                one
                if (one := town.centre.directory.current.cameras[CAMERA]).name != before.name
                else None
            )
        )
        assert after.place_type is PlaceType.MARKET
        assert after.location == (117.62, 34.7)
        assert after.enabled is False
        assert after.analytics == before.analytics
        assert after.streams == before.streams
        href = await view.get_attribute("#entry-drawn a", "href")
        assert href == f"./zones.html?camera={CAMERA}"
        await view.click("#entry-close")
        assert not await view.is_visible("#entry")


async def test_who_registers_nothing_sees_neither_an_entry_nor_an_import(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as page:
        await page.town.add_user("system", "", Role.SYSTEM_ADMIN)
        await page.open(f"registry.html?camera={CAMERA}")
        await page.sign_in("system")
        await page.view.wait_for_selector("#cameras tbody tr")
        await page.view.wait_for_selector("main:visible")
        for one in ("#entry", "#sheets"):
            assert not await page.view.is_visible(one)
