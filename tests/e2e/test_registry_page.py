"""Operators bring a town in by spreadsheet, put it right, import it and go back, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center.accounts.role import Role
from sharp_eyes.registry.datum import Datum
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import until
from tests.unit.command_center.registry.sheets.sheets import FIRST, NEW, TOWN, csv, inside

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]

HEADINGS = "设备编码,名称,子码流地址,网格,经度,纬度"


def sheet(*lines: str) -> bytes:
    rows = []
    for number in range(12):
        place = Datum.GCJ02.of_registered(*inside(number % 6))
        rows.append(
            f"37049901001326001{number:03},新{number},rtsp://u:s3cret@h/{number},"
            f"{TOWN.grids[number % 6].code},{place[0]:.6f},{place[1]:.6f}"
        )
    return csv(HEADINGS, *rows, *lines, encoding="gbk")


async def text(page: Desk, selector: str) -> str:
    return await page.view.inner_text(selector)


async def choose(page: Desk, folder: Path, data: bytes) -> None:
    file = folder / "新摄像机.csv"
    file.write_bytes(data)
    await page.view.set_input_files("#file", file)
    await page.view.wait_for_selector("#plan:visible")
    await until(lambda: _quiet(page))


async def _quiet(page: Desk) -> bool:
    return "…" not in await text(page, "#said")


async def test_a_sheet_is_tried_put_right_imported_and_taken_back(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as page:
        await page.town.add_user("operator", "", Role.OPERATOR)
        await page.open("registry.html")
        await page.sign_in("operator")
        await page.view.wait_for_selector("main:visible")

        await choose(page, tmp_path, sheet("37,坏,rtsp://h/x,,,", f"{NEW},厕,http://h,,1,1"))
        assert "2" in await text(page, "#counts .refuse")
        rows = await text(page, "#rows")
        assert "A14" in rows
        assert "设备编码应为 20 位数字" in rows
        assert "a camera's id has 20 digits" in rows
        assert "s3cret" not in await page.view.content()
        assert await page.view.is_disabled("#import")
        async with page.view.expect_download() as downloading:
            await page.view.click("#marked")
        marked = await (await downloading.value).path()
        assert "20 位" in Path(marked).read_text(encoding="utf-8-sig")

        await choose(page, tmp_path, sheet(f"{FIRST.id},改名,,,,"))
        assert "GCJ-02" in await text(page, ".offer")
        assert await page.view.is_disabled("#import")
        await page.view.check(".offer label:first-child input")
        await until(lambda: page.view.is_enabled("#import"))
        await page.view.click("#import")
        await until(lambda: _says(page, "imported as revision"))
        cameras = page.town.centre.directory.current.cameras
        assert cameras[FIRST.id].name == "改名"
        assert cameras["37049901001326001000"].location == pytest.approx(inside(0), abs=2e-6)

        newest = "#revisions tbody tr:first-child"
        assert "新摄像机.csv" in await text(page, newest)
        await page.view.click(f"{newest} button:has-text('差异')")
        assert "改名" in await text(page, "tr.detail")
        await page.view.click("#revisions button:has-text('返回') >> nth=0")
        await page.view.fill("#back [name=reason]", "误导入")
        await page.view.click("#back button.main")
        await until(lambda: _says(page, "gone back"))
        assert len(page.town.centre.directory.current.cameras) == len(TOWN.cameras)
        await page.view.wait_for_selector(f"{newest}:has-text('误导入')")


async def _says(page: Desk, words: str) -> bool:
    return words in await text(page, "#said")
