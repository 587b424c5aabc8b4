"""The pages beside the wall, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Page

from command_center.api.wall_page import WallPage
from tests.e2e.browser import page
from tests.integration.command_center.house import PASSWORD, House, house

PUBLIC = Path(__file__).parents[2] / "command_center" / "wall" / "public"

_TELL = """addEventListener('securitypolicyviolation', (event) =>
  policyBroken(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@dataclass
class Desk:
    """A centre and a browser.

    Attributes:
        town: The centre.
        view: The browser's page.
        broken: What the page's policy has kept it from.
    """

    town: House
    view: Page
    broken: list[str] = field(default_factory=list)

    async def open(self, name: str) -> None:
        """Go to a page and wait until it has asked who is there."""
        await self.view.goto(f"{self.town.url}/{name}")
        await self.view.wait_for_selector("#sign-in:visible, main:visible")

    async def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Fill the form and send it."""
        await self.view.fill("#sign-in [name=username]", username)
        await self.view.fill("#sign-in [name=password]", password)
        await self.view.click("#sign-in button")


@asynccontextmanager
async def desk(
    chromium: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    width_px: int = 1400,
    **settings: object,
) -> AsyncIterator[Desk]:
    """Open both; that nothing broke the pages' policy is looked at in the end."""
    # As Vite leaves it: what stands in public lies beside the wall's page.
    static = folder / "static"
    shutil.copytree(PUBLIC, static)
    (static / "index.html").write_text("the wall")
    monkeypatch.setattr("command_center.api.app.WallPage", lambda: WallPage(static))
    async with (
        house(folder / "state", **settings) as town,
        page(chromium, width_px=width_px, height_px=900) as view,
    ):
        opened = Desk(town, view)
        await watch_policy(view, opened.broken)
        yield opened
        assert opened.broken == [], "the page's own policy kept it from something"


async def watch_policy(view: Page, broken: list[str]) -> None:
    """Write down what pages are kept from by their policy."""

    # Playwright marks the function it is given, which a list's own does not let it do.
    def tell(told: str) -> None:
        broken.append(told)

    await view.expose_function("policyBroken", tell)
    await view.add_init_script(_TELL)
