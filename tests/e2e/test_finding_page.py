"""Operators find cameras by ONVIF, look at one and register it, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from command_center.accounts.role import Role
from ingest.codec import Codec
from sharp_eyes.clock import SystemClock
from simulators.onvif.onvif_server import OnvifServer
from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice
from simulators.rtsp_server import RtspServer
from tests.e2e.desk import Desk, desk
from tests.integration.command_center.house import House, until
from tests.integration.command_center.test_finding_by_node import Scene
from tests.integration.ingest.test_simulated_cameras import digest, prepared_clip

VILLAGE = "370499101201"
USER, PASSWORD = "admin", "s3cret"
DEADLINE_MS = 90_000
"""A search and a look are processes of the node's, each with its own deadline of a minute."""

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(400)]


def sub_of(scene: Scene) -> str:
    """The good camera's sub-stream."""
    return f"rtsp://127.0.0.1:{scene.rtsp.port}/new"


@asynccontextmanager
async def network(town: House) -> AsyncIterator[Scene]:
    """What the node reaches: a good camera, and one whose stream is not as it should be."""
    clock = SystemClock()
    async with RtspServer(clock, auth=digest(), random=Random(1)) as rtsp:
        rtsp.add_camera("/new", prepared_clip(Codec.H264, "h264"))
        address = f"rtsp://127.0.0.1:{rtsp.port}"
        good = (
            OnvifStream("p1", "main", f"{address}/main", "H265", 2560, 1440, 25, 50),
            OnvifStream("p2", "sub", f"{address}/new", "H264", 640, 360, 10, 20),
        )
        poor = (OnvifStream("p", "sub", f"{address}/poor", "H265", 704, 576, 15, 150),)
        devices = [
            SimulatedDevice("new", "村口", good, manufacturer="<i>Invented</i>", model="<b>IPC"),
            SimulatedDevice("poor", "河边", poor),
        ]
        async with OnvifServer(devices, clock, (USER, PASSWORD)) as onvif:
            yield Scene(town, rtsp, onvif)


async def opened_by_operator(opened: Desk) -> None:
    await opened.town.add_user("wang.wu", "", Role.OPERATOR)
    await opened.open("finding.html")
    await opened.sign_in("wang.wu")
    await opened.view.wait_for_selector("main:visible")


async def test_cameras_are_found_looked_at_and_registered(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened, network(opened.town) as around:
        town, view = opened.town, opened.view
        await opened_by_operator(opened)
        await view.wait_for_selector("#no-node:visible")
        assert await view.is_disabled("#search button")
        async with around.node():
            # It comes by itself.
            await view.wait_for_selector("#search button:not([disabled])", timeout=DEADLINE_MS)
            await view.fill("#who [name=username]", USER)
            await view.fill("#who [name=password]", PASSWORD)
            services = ", ".join(around.onvif.service(key) for key in ("new", "poor"))
            await view.fill("#search [name=hosts]", services)
            await view.click("#search button")
            await view.wait_for_selector("#cameras tbody tr", timeout=DEADLINE_MS)
            rows = await view.inner_text("#cameras tbody")
            # The right stream is proposed, what is wrong is said, and names are names.
            assert sub_of(around) in rows
            assert "<i>Invented</i>" in rows
            assert "H.265" in rows
            new = view.locator(f"#cameras tr:has-text('{sub_of(around)}')")
            assert await new.locator("td:nth-child(3) input").input_value() == "<b>IPC"
            poor = view.locator("#cameras tr:has-text('/poor')")
            assert await poor.locator(".notes li").count() >= 1

            await new.locator("button:has-text('Look')").click()
            await view.wait_for_selector("#seen dd:has-text('H.264')", timeout=DEADLINE_MS)
            picture = view.locator("#seen img")
            await picture.wait_for()
            await until(lambda: picture.evaluate("one => one.complete && one.naturalWidth > 0"))
            assert "masked" in await view.inner_text("#seen figcaption")

            await new.locator("input[type=checkbox]").check()
            await new.locator("select").select_option("village_entrance")
            await new.locator("td:nth-child(3) input").fill("新装村口")
            await view.fill("#take [name=region]", VILLAGE)
            await view.click("#take button:has-text('Dry run')")
            await view.wait_for_selector("#really:visible")
            before = len(town.centre.directory.current.cameras)
            await view.click("#really")
            await view.wait_for_selector("#outcome a:has-text('zones')")
            assert "新装村口" in await view.inner_text("#outcome")
        await until(lambda: len(town.centre.directory.current.cameras) == before + 1)
        cameras = town.centre.directory.current.cameras
        (added,) = (one for one in cameras.values() if one.name == "新装村口")
        assert added.streams.sub == sub_of(around)
        assert added.place_type.value == "village_entrance"
        assert added.region == VILLAGE
        href = await view.get_attribute("#outcome a", "href")
        assert href == f"./zones.html?camera={added.id}"


async def test_a_camera_that_does_not_let_one_in_says_why_and_what_to_do(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened, network(opened.town) as around:
        view = opened.view
        async with around.node():
            await opened_by_operator(opened)
            await view.wait_for_selector("#look button:not([disabled])", timeout=DEADLINE_MS)
            await view.fill("#who [name=username]", USER)
            await view.fill("#who [name=password]", "wrong")
            await view.fill("#look [name=address]", sub_of(around))
            await view.click("#look button")
            await view.wait_for_selector("#seen .why:visible", timeout=DEADLINE_MS)
            assert "→" in await view.inner_text("#seen")
            assert await view.locator("#seen img").count() == 0
