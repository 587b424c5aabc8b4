"""A duty officer silences a camera on the wall and lifts it again, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.e2e.browser import page, sign_in
from tests.integration.command_center.house import PASSWORD, House, house, until
from tests.unit.command_center.alerts import SQUARE, VILLAGE, alert, ulid

pytestmark = [pytest.mark.needs_chromium, pytest.mark.needs_wall, pytest.mark.timeout(300)]


POPUPS = """
  globalThis.poppedUp = new Set()
  new MutationObserver(() => {
    for (const one of document.querySelectorAll('[data-popup]')) poppedUp.add(one.dataset.popup)
  }).observe(document, { subtree: true, childList: true })
"""
"""Which incidents ever popped up: a pop-up goes by itself before a busy machine looks."""


async def raised(town: House, zone: str) -> str:
    """An alert of its own incident comes in."""
    incident = ulid()
    await town.centre.intake._commit([alert(incident, zone=zone)])
    return incident


async def opened(view: Page, incident: str) -> None:
    """Open an incident's dialog from its row; by script, since a pop-up may lie over it."""
    row = f"[data-incident='{incident}'] button"
    await view.wait_for_selector(row, state="attached")
    await view.eval_on_selector(row, "button => button.click()")
    await view.wait_for_selector(f"[data-incident-dialog='{incident}']")


async def popped_up(view: Page, incident: str) -> bool:
    """Tell whether an incident ever popped up on this page."""
    found: bool = await view.evaluate("incident => poppedUp.has(incident)", incident)
    return found


async def closed(view: Page) -> None:
    """Close the dialog."""
    await view.keyboard.press("Escape")
    await view.wait_for_selector("[data-incident-dialog]", state="detached")


async def test_a_duty_officer_silences_a_camera_sees_who_and_until_when_and_lifts_it(
    chromium_path: Path, tmp_path: Path
) -> None:
    async with (
        house(tmp_path / "state") as town,
        page(chromium_path) as view,
        town.signed_in() as api,
    ):
        await town.add_user("li.si", VILLAGE)
        await view.add_init_script(POPUPS)
        await sign_in(view, town.url, "li.si", PASSWORD)
        calling = await raised(town, "square")
        await until(lambda: popped_up(view, calling))
        await opened(view, calling)
        await view.click("#silence-camera")
        # Not without a reason.
        await view.click("#silence-now")
        await view.wait_for_selector(".silence [role=alert]")
        await view.click(".silence .el-segmented__item:has-text('8 小时')")
        await view.fill(".silence input[maxlength='400']", "<b>集市日</b>")
        await view.click("#silence-now")
        said = await view.wait_for_selector("[data-silence]")
        assert said is not None
        [silence] = (await api.get("/api/v1/silences", params={"camera": SQUARE})).json()
        ends = await view.evaluate(
            "at => new Date(at).toTimeString().slice(0, 5)", silence["until"]
        )
        text = await said.inner_text()
        for part in ("li.si", ends, "<b>集市日</b>"):
            assert part in text
        assert silence["set_by"] == "li.si"
        await closed(view)

        # What comes now is kept and listed as silenced, and calls on nobody.
        silent = await raised(town, "lane")
        row = f"[data-incident='{silent}']"
        await view.wait_for_selector(f"{row} .chip:has-text('静默')", state="attached")
        assert not await popped_up(view, silent)
        tasks = (await api.get("/api/v1/tasks?state=all")).json()
        assert silent not in {one["incident_id"] for one in tasks}
        assert calling in {one["incident_id"] for one in tasks}

        await opened(view, silent)
        assert "li.si" in await view.inner_text("[data-silence]")
        await view.click("#lift-silence")
        await view.wait_for_selector("[data-silence]", state="detached")
        # It calls now, and can be silenced anew.
        await view.wait_for_selector("#silence-camera")
        await closed(view)
        await until(lambda: popped_up(view, silent))
        await view.wait_for_selector(f"{row} .chip:has-text('静默')", state="detached")
        tasks = (await api.get("/api/v1/tasks?state=all")).json()
        assert silent in {one["incident_id"] for one in tasks}
        assert (await api.get("/api/v1/silences", params={"camera": SQUARE})).json() == []
