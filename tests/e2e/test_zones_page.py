"""Operators draw zones and masks on a camera's picture, in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import pytest
from playwright.async_api import Page

from command_center.accounts.role import Role
from ingest.centre_client.stills_line import StillsLine
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.health import CameraHealth, CameraState, ShardHealth
from simulators.scenes.scene import SceneSettings
from simulators.scenes.square import Square
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import NODE_TOKEN, House, until

CAMERA = "37049901001326000002"
TOPIC = "sharp-eyes/v1/370499/101/_/demo/health/shard-1"

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(300)]


def scene() -> bytes:
    """A square as a camera shows it, JPEG."""
    picture, _ = Square(SceneSettings(7, 960, 540)).frame(30.0, 0)
    return cv2.imencode(".jpg", picture)[1].tobytes()


@asynccontextmanager
async def stills(town: House, jpeg: bytes) -> AsyncIterator[None]:
    """Send the same still of the camera for as long as somebody looks."""
    clock = SystemClock()

    async def send(line: StillsLine) -> None:
        while True:
            if CAMERA in town.centre.stills.wanted():
                await line.put_still(CAMERA, jpeg, clock.now(), TimeSource.ARRIVAL)
            await asyncio.sleep(0.5)

    async with StillsLine(town.url, NODE_TOKEN, clock) as line:
        sending = asyncio.create_task(send(line))
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


def tell(town: House, moved_ago_s: float | None) -> None:
    """Say what a worker says of its camera."""
    now = town.centre.clock.now()
    since = None if moved_ago_s is None else now - timedelta(seconds=moved_ago_s)
    camera = CameraHealth(id=CAMERA, state=CameraState.ONLINE, since=now, view_moved_since=since)
    until_then = now + timedelta(minutes=2)
    health = ShardHealth(shard="shard-1", at=now, valid_until=until_then, cameras=(camera,))
    town.centre.board.take(TOPIC, health.model_dump_json().encode())


async def click_at(view: Page, u: float, v: float, clicks: int = 1) -> None:
    """Click a place of the picture."""
    box = await view.locator("#picture svg").bounding_box()
    assert box is not None
    await view.mouse.click(
        box["x"] + u * box["width"], box["y"] + v * box["height"], click_count=clicks
    )


async def drag(view: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Pull something in the picture from one place to another."""
    box = await view.locator("#picture svg").bounding_box()
    assert box is not None
    at = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in (start, end)]
    await view.mouse.move(*at[0])
    await view.mouse.down()
    await view.mouse.move(*at[1], steps=5)
    await view.mouse.up()


async def of_camera(town: House) -> dict[str, Any]:
    """What is saved."""
    async with town.somebody(Role.OPERATOR) as api:
        answer: dict[str, Any] = (await api.get(f"/api/v1/cameras/{CAMERA}/zones")).json()
    return answer


async def opened_by_operator(opened: Desk) -> None:
    await opened.town.add_user("wang.wu", "", Role.OPERATOR)
    tell(opened.town, None)
    await opened.open(f"zones.html?camera={CAMERA}")
    await opened.sign_in("wang.wu")
    await opened.view.wait_for_selector("main:visible .shape.crowd")
    await opened.view.wait_for_selector("svg.pictured")


async def saved(view: Page) -> None:
    await view.wait_for_selector("#save:not([disabled])")
    await view.click("#save")
    await view.wait_for_selector("#said:has-text('已保存')")


async def test_a_mask_is_drawn_by_mouse_and_a_zone_by_keyboard_and_both_are_saved(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        async with stills(town, scene()):
            await opened_by_operator(opened)
            assert (await view.input_value("#choose [name=camera]")) == CAMERA

            await view.click("[data-tool=mask]")
            for place in ((0.1, 0.1), (0.4, 0.1), (0.4, 0.35)):
                await click_at(view, *place)
            await click_at(view, 0.1, 0.35, clicks=2)
            await view.wait_for_selector(".shape.mask.chosen .corner >> nth=3")
            await drag(view, (0.4, 0.35), (0.45, 0.4))

            # Its outline crosses itself: told at once, and not to be saved.
            await drag(view, (0.1, 0.1), (0.6, 0.25))
            await view.wait_for_selector("#shape .faults:has-text('crosses')")
            assert await view.is_disabled("#save")
            await view.click("#undo")
            await view.wait_for_selector(
                "#shape .faults:not(:has-text('crosses'))", state="attached"
            )

            await view.click("[data-tool=construction]")
            await view.keyboard.press("Enter")
            area = view.locator(".shape.construction.chosen")
            await area.wait_for()
            await view.keyboard.press("Enter")
            for key in ("Shift+ArrowUp", "Shift+ArrowUp", "ArrowLeft"):
                await view.keyboard.press(key)
            await view.fill("#shape [name=name]", "<b>工地</b>")
            await view.fill("#shape [name=min_area]", "2.5")
            await saved(view)
            assert "wang.wu" in await view.inner_text("#saved")
            # What was typed is shown as it was typed.
            assert "<b>工地</b>" in await view.inner_text("#side")

        kept = await of_camera(town)
        (mask,) = kept["privacy_masks"]
        assert mask["polygon"][2] == pytest.approx([0.45, 0.4], abs=0.01)
        assert mask["polygon"][0] == pytest.approx([0.1, 0.1], abs=0.01)
        zone = next(one for one in kept["zones"] if one["limits"]["kind"] == "construction")
        assert zone["name"] == "<b>工地</b>"
        assert zone["limits"]["min_area"] == pytest.approx(0.025)
        assert zone["polygon"][0] == pytest.approx([0.348, 0.31], abs=1e-4)
        assert kept["saved_by"] == "wang.wu"


async def test_four_ground_points_give_square_metres_by_metres_typed_in(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        view = opened.view
        async with stills(opened.town, scene()):
            await opened_by_operator(opened)
            places = ((0.2, 0.9, -6, 8), (0.8, 0.9, 6, 8), (0.65, 0.5, 6, 24), (0.35, 0.5, -6, 24))
            for u, v, east, north in places:
                await view.click("[data-tool=ground]")
                await click_at(view, u, v)
                await view.wait_for_selector(".shape.ground.chosen.bad")
                await view.fill("#shape [name=east]", str(east))
                await view.fill("#shape [name=north]", str(north))
            await view.wait_for_selector("[data-group=crowd]:has-text('m²')")
            await saved(view)
        kept = await of_camera(opened.town)
        assert len(kept["ground_points"]) == 4
        assert len(kept["areas_m2"]) == 1


async def test_who_was_quicker_is_named_and_nothing_is_lost_unasked(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        async with stills(town, scene()):
            await opened_by_operator(opened)
            await view.click("[data-tool=mask]")
            await view.keyboard.press("Enter")
            await view.wait_for_selector("#save:not([disabled])")
            theirs = await of_camera(town)
            names = ("revision", "zones", "privacy_masks", "ground_points")
            body = {name: theirs[name] for name in names} | {"zones": []}
            async with town.somebody(Role.OPERATOR) as other:
                path = f"/api/v1/cameras/{CAMERA}/zones"
                assert (await other.put(path, json=body)).status_code == 200
            await view.click("#save")
            await view.wait_for_selector("#conflict:visible")
            assert await view.locator(".shape.mask").count() == 1, "what was drawn is still there"
            await view.click("#mine")
            await view.wait_for_selector("#said:has-text('已保存')")
        kept = await of_camera(town)
        # It comes back under another id: incidents name the one that was removed.
        assert [one["polygon"] for one in kept["zones"]] == [
            one["polygon"] for one in theirs["zones"]
        ]
        assert kept["retired"] == [one["id"] for one in theirs["zones"]]
        assert len(kept["privacy_masks"]) == 1


async def test_a_moved_view_is_shown_and_confirmed(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        async with stills(town, scene()):
            await opened_by_operator(opened)
            tell(town, 30.0)
            await view.wait_for_selector("#moved.bad:has-text('画面已移位')")
            view.once("dialog", lambda dialog: dialog.accept())
            await view.click("#confirm")
            await view.wait_for_selector("#moved:has-text('已确认，等待')")
            assert (await of_camera(town))["view"]["state"] == "confirmed"
            tell(town, None)
            await view.wait_for_selector("#moved.calm:has-text('画面在位')")
            await until(lambda: town.centre.directory.current.cameras[CAMERA].view_confirmed_at)


async def test_whoever_may_not_draw_sees_what_is_drawn(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        view = opened.view
        await opened.open(f"zones.html?camera={CAMERA}")
        await opened.sign_in("duty")
        await view.wait_for_selector("main:visible .shape.crowd")
        await view.click(".item")
        assert await view.is_disabled("#shape [name=people]")
        for one in ("#save", "[data-tool=mask]"):
            assert await view.is_disabled(one)
        assert not await view.is_visible("#confirm")
