"""Sign-in with a provider in a real browser: there and back, and what one is told otherwise.

The provider is reached by the machine's name and the centre by its number: to a browser these are
two sites, as in earnest, so that cookies travel as they would there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from command_center.accounts.role import Role
from command_center.oidc.login_state import LIFE
from command_center.oidc.oidc_settings import OidcSettings
from tests.e2e.browser import page
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import house, post
from tests.integration.command_center.later_clock import LaterClock
from tests.integration.command_center.oidc_provider import CLIENT, SECRET, Provider, provider

VILLAGE = "370499101201"
ROLES = {"claim": "groups", "grants": {"town-duty": [{"role": "supervisor", "region": VILLAGE}]}}
WHO = "fetch('./api/v1/session').then((answer) => answer.json())"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


def settings(one: Provider) -> OidcSettings:
    return OidcSettings.model_validate(
        {
            "issuer": one.url,
            "client_id": CLIENT,
            "secret": SECRET,
            "name": "县政务",
            "create": True,
            "roles": ROLES,
        }
    )


@asynccontextmanager
async def opened(
    chromium: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, clock: LaterClock | None = None
) -> AsyncIterator[tuple[Desk, Provider]]:
    """A page that offers the provider, and the provider, which asks."""
    async with (
        provider("localhost") as one,
        desk(chromium, folder, monkeypatch, oidc=settings(one), clock=clock) as found,
    ):
        one.asks = True
        one.person = {"sub": "p-7", "preferred_username": "li.si", "groups": ["town-duty"]}
        await found.open("shifts.html")
        yield found, one


async def go_there(found: Desk) -> None:
    """Follow the button and wait for the provider's page."""
    await found.view.click("#provider")
    await found.view.wait_for_selector("#agree")


async def told(found: Desk) -> tuple[str, str]:
    """What the page says, in Chinese and in English."""
    await found.view.wait_for_selector("#happened-en:not(:empty)")
    assert found.view.url.startswith(f"{found.town.url}/oidc.html?why=")
    said = [
        f"{await found.view.inner_text(f'#happened-{one}')} "
        f"{await found.view.inner_text(f'#do-{one}')}"
        for one in ("zh", "en")
    ]
    return said[0], said[1]


async def test_a_page_leads_to_the_provider_and_back_to_itself_with_the_roles_from_there(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(chromium_path, tmp_path, monkeypatch) as (found, _):
        view = found.view
        assert "县政务" in await view.inner_text("#provider")
        # What the session is for is asked for before one leaves.
        await view.fill("#sign-in [name=purpose]", "")
        await view.click("#provider")
        assert view.url.endswith("/shifts.html")
        await view.fill("#sign-in [name=purpose]", "排班")
        await go_there(found)
        await view.click("#agree")
        await view.wait_for_url("**/shifts.html")
        await view.wait_for_selector("main:visible")
        who = await view.evaluate(WHO)
        assert (who["username"], who["roles"]) == ("li.si", ["supervisor"])
        assert who["purpose"] == "排班"
        assert not await view.is_visible("#sign-in")


@pytest.mark.parametrize(
    ("case", "zh", "en"),
    [
        ("cancelled", "登录已取消", "You broke off"),
        ("refused there", "不允许您登录本系统", "does not let you use this system"),
        ("refused here", "您的账号已停用", "Your account is disabled"),
        ("expired", "登录超时", "took too long"),
        ("replayed", "已使用过", "has been used already"),
        ("another browser's", "不是由此浏览器发起", "not begun in this browser"),
        ("no code and no end of it", "不接受本系统的请求", "does not accept"),
    ],
)
async def test_whoever_is_not_let_in_reads_in_both_languages_why_and_what_to_do(
    chromium_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    zh: str,
    en: str,
) -> None:
    clock = LaterClock()
    async with opened(chromium_path, tmp_path, monkeypatch, clock) as (found, one):
        view = found.view
        await go_there(found)
        back = await view.get_attribute("#agree", "href") or ""
        match case:
            case "cancelled":
                await view.click("#cancel")
            case "refused there":
                one.error = "access_denied"
                await view.goto(view.url)
                await view.click("#agree")
            case "refused here":
                await found.town.add_user("li.si", VILLAGE, Role.SUPERVISOR)
                async with found.town.signed_in("security") as admin:
                    answer = await post(
                        admin, "/api/v1/users/li.si/disable", {"reason": "moved away"}
                    )
                    assert answer.status_code == 200
                await view.click("#agree")
            case "expired":
                clock.later_s = LIFE.total_seconds() + 1
                await view.click("#agree")
            case "replayed":
                await view.click("#agree")
                await view.wait_for_url("**/shifts.html")
                await view.wait_for_selector("main:visible")
                await view.goto(back)
            case "another browser's":
                await view.context.clear_cookies()
                await view.click("#agree")
            case _:
                one.error = "invalid_scope" + "x" * 5000
                await view.goto(view.url)
                await view.click("#agree")
        said = await told(found)
        assert zh in said[0]
        assert en in said[1]
        # The way on: to the sign-in, or to the wall where one is signed in already.
        if case != "replayed":
            assert (await view.evaluate(WHO)).get("username") is None
        await view.click("#on")
        await view.wait_for_url(f"{found.town.url}/")


@pytest.mark.needs_wall
async def test_the_wall_leads_there_and_back_too(chromium_path: Path, tmp_path: Path) -> None:
    async with (
        provider("localhost") as one,
        house(tmp_path / "state", oidc=settings(one)) as town,
        page(chromium_path) as view,
    ):
        one.asks = True
        one.person = {"sub": "p-7", "preferred_username": "li.si"}
        await town.add_user("li.si", VILLAGE)
        await view.goto(town.url, wait_until="commit")
        await view.click("#provider", timeout=90_000)
        await view.click("#agree")
        await view.wait_for_selector("[data-camera]", timeout=90_000)
        assert (await view.evaluate(WHO))["username"] == "li.si"
