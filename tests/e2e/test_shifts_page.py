"""The duty roster and a handover in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from command_center.accounts.role import Role
from tests.e2e.desk import desk
from tests.unit.command_center.alerts import SQUARE, alert, ulid

VILLAGE = "370499101201"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


async def test_a_duty_officer_silences_a_camera_hands_it_over_and_lifts_it(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await town.add_user("li.si", VILLAGE)
        await opened.open("shifts.html")
        await opened.sign_in("li.si")
        await view.wait_for_selector("#silence:visible")
        # Of one's own regions alone.
        assert await view.locator("#silence [name=camera] option").count() == 4
        await view.select_option("#silence [name=camera]", SQUARE)
        await view.fill("#silence [name=reason]", "<b>集市日</b>")
        await view.click("#silence button")
        row = "#silenced tr:has-text('东溪文化广场'):has-text('crowd')"
        await view.wait_for_selector(row)
        assert "<b>集市日</b>" in await view.inner_text("#silenced")

        await town.centre.intake._commit([alert(ulid())])
        await view.click("#place button")
        await view.wait_for_selector("#silences tr:has-text('under a silence')")
        assert "集市日" in await view.inner_text("#silences tr:has-text('silenced by a person')")
        await view.wait_for_selector("#incidents:has-text('none')")

        await view.click(f"{row} button:has-text('Lift')")
        await view.wait_for_selector("#silenced:has-text('nothing is silent')")
        # What is still open of it calls now.
        await view.wait_for_selector("#incidents:has-text('人员聚集')")


async def test_a_roster_is_imported_and_a_shift_handed_over_and_taken(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now(UTC).astimezone().strftime("%Y-%m-%d")
    heading = "日期,班次,开始,结束,账号,区划\n"
    good = heading + f"{today},全天,00:00,24:00,wang.wu,{VILLAGE}\n"
    file = tmp_path / "roster.csv"
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await town.add_user("li.si", VILLAGE)
        await town.add_user("wang.wu", VILLAGE)
        await town.add_user("chief", "370499000000", Role.SUPERVISOR)
        await town.centre.intake._commit([alert(ulid())])

        await opened.open("shifts.html")
        await opened.sign_in("chief")
        await view.wait_for_selector("#write:visible")
        file.write_text(good.replace("wang.wu", "<b>x</b>"), encoding="gb18030")
        await view.set_input_files("#import [name=file]", file)
        await view.click("#import button:has-text('Check')")
        await view.wait_for_selector("#faults td:has-text('账号')")
        assert not await view.is_visible("#import-write")
        file.write_text(good, encoding="gb18030")
        await view.set_input_files("#import [name=file]", file)
        await view.click("#import button:has-text('Check')")
        await view.click("#import-write")
        await view.wait_for_selector("#roster td:has-text('wang.wu')")
        assert "全天" in await view.inner_text("#roster")
        await view.click("#sign-out")

        await view.wait_for_selector("#sign-in:visible")
        await opened.sign_in("li.si")
        await view.wait_for_selector("#give:visible")
        assert not await view.is_visible("#write")
        await view.wait_for_selector("#incidents:has-text('人员聚集')")
        await view.fill("#give [name=note]", "<i>留意广场</i>")
        await view.click("#give button")
        await view.wait_for_selector("#withdraw:visible")
        assert not await view.is_visible("#take")
        await view.click("#sign-out")

        await view.wait_for_selector("#sign-in:visible")
        await opened.sign_in("wang.wu")
        await view.wait_for_selector("#take:visible")
        assert "<i>留意广场</i>" in await view.inner_text("#waiting")
        await view.click("#take button")
        await view.wait_for_selector("#said:has-text('taken over')")
        row = await view.inner_text("#handovers tbody tr")
        assert "li.si" in row
        assert "wang.wu" in row
