"""The town on the wall, in a real browser: what it shows is what is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.async_api import Page

from simulators.stamp import read
from simulators.town.town_truth import CameraTruth
from tests.e2e.browser import page, sign_in
from tests.e2e.demo_process import DemoProcess, until

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.needs_model,
    pytest.mark.needs_wall,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(900),
]

PLOTS = ("37049901001326000003", "37049901001326000007")
QUIET = ("37049901001326000004", "37049901001326000011")

TILES = """() => [...document.querySelectorAll('[data-camera]')].map(tile => {
  const box = tile.querySelector('.tile-picture').getBoundingClientRect();
  return {camera: tile.dataset.camera, state: tile.dataset.state,
          captured_at: tile.dataset.capturedAt, age_s: Number(tile.dataset.ageS),
          x: box.x, y: box.y, width: box.width, height: box.height};
})"""


async def test_every_tile_shows_its_own_camera_as_fresh_as_it_says(
    town: DemoProcess, chromium_path: Path
) -> None:
    truth = town.truth().cameras
    unread = set(truth)
    async with page(chromium_path, scale=2.0) as view:
        await sign_in(view, town.url, town.user, town.password)

        async def all_read() -> bool:
            before = {tile["camera"]: tile for tile in await view.evaluate(TILES)}
            shot = cv2.imdecode(np.frombuffer(await view.screenshot(), np.uint8), cv2.IMREAD_COLOR)
            at = datetime.now(UTC)
            after = {tile["camera"]: tile for tile in await view.evaluate(TILES)}
            for camera in list(unread):
                tile = before.get(camera)
                if tile is None or tile["captured_at"] != after[camera]["captured_at"]:
                    continue  # a new picture came while the screenshot was taken
                if tile["state"] != "live":
                    continue
                check_tile(shot, tile, truth[camera], at)
                unread.discard(camera)
            return not unread

        await until(all_read, within_s=120, what=f"tiles not verified: {unread}")
    assert len(truth) >= 12


def check_tile(shot: np.ndarray, tile: dict[str, Any], camera: CameraTruth, at: datetime) -> None:
    """Read the stamp in a tile and hold it against what the tile and the simulator say."""
    x, y, width, height = (round(2 * tile[key]) for key in ("x", "y", "width", "height"))
    picture = shot[y : y + height, x : x + width]
    stamp = read(picture, scale=width / camera.width)
    assert stamp is not None, f"no stamp can be read in the tile of {tile['camera']}"
    assert stamp[0] == tile["camera"]
    captured_at = datetime.fromisoformat(tile["captured_at"])
    on_air = {
        camera.frame_at(captured_at + timedelta(seconds=step / camera.fps)) for step in (-1, 0, 1)
    }
    assert stamp[1] in on_air, f"the tile shows frame {stamp[1]}, on air then was {on_air}"
    age_s = (at - captured_at).total_seconds()
    assert abs(age_s - tile["age_s"]) <= 2.0, "the age a tile shows is not the picture's"
    assert age_s <= 5.0


async def test_the_page_speaks_both_languages(town: DemoProcess, chromium_path: Path) -> None:
    async with page(chromium_path) as view:
        await sign_in(view, town.url, town.user, town.password)
        assert "雪亮工程" in await view.inner_text("body")
        await view.click("#language")
        await view.wait_for_function("document.body.innerText.includes('Sharp Eyes')")


async def test_the_map_shows_every_grid(town: DemoProcess, chromium_path: Path) -> None:
    async with page(chromium_path) as view:
        await sign_in(view, town.url, town.user, town.password)
        await open_map(view)
        await view.wait_for_function("window.__mapReady >= 6", timeout=60_000)


async def open_map(view: Page) -> None:
    """Bring the map to the front where it shares its place with the tasks."""
    tab = view.locator("[data-tab='map']")
    if await tab.count():
        await tab.first.click()


async def test_a_crowd_seen_by_the_detector_becomes_a_task_in_the_right_grid(
    town: DemoProcess, chromium_path: Path
) -> None:
    async with page(chromium_path) as view, town.signed_in() as api:
        await sign_in(view, town.url, town.user, town.password)
        row = await view.wait_for_selector("[data-incident][data-kind='crowd']", timeout=240_000)
        assert row is not None
        incident_id = await row.get_attribute("data-incident")
        await row.click()
        picture = await view.wait_for_selector("img.evidence-picture", timeout=30_000)
        assert picture is not None
        await view.wait_for_function(
            "[...document.querySelectorAll('img.evidence-picture')].some(i => i.naturalWidth > 300)"
        )
        incidents = {i["id"]: i for i in (await api.get("/api/v1/incidents?state=all")).json()}
        incident = incidents[incident_id]
        assert incident["measurement"]["value"] >= incident["measurement"]["limit"]
        assert incident["model"]["name"].startswith("nanodet")
        cameras = {camera["id"]: camera for camera in (await api.get("/api/v1/cameras")).json()}
        tasks = {task["id"]: task for task in (await api.get("/api/v1/tasks?state=all")).json()}
        task = tasks[incident["task_id"]]
        assert task["grid"] == cameras[incident["camera"]]["grid"]
        assert task["opened_by"] == "machine"
        assert task["state"] == "opened"
        await view.keyboard.press("Escape")
        await view.wait_for_selector(f"[data-task='{task['id']}'][data-grid='{task['grid']}']")


async def test_the_building_plot_raises_an_alert_and_waits_for_a_person(
    town: DemoProcess,
) -> None:
    async with town.signed_in() as api:

        async def found() -> dict[str, Any] | None:
            incidents = (await api.get("/api/v1/incidents?state=all")).json()
            return next(
                (i for i in incidents if i["kind"] == "construction" and i["camera"] in PLOTS), None
            )

        incident = await until(found, within_s=300, what="construction on a plot", every_s=1)
        assert incident["review"] == "waiting"
        assert incident["task_id"] is None, "construction waits for a duty officer's word"
        assert {"before", "after"} <= {picture["role"] for picture in incident["evidence"]}
        answer = await api.post(
            f"/api/v1/incidents/{incident['id']}/confirm",
            json={"note": "seen"},
            headers={"Idempotency-Key": "confirm-1"},
        )
        answer.raise_for_status()
        assert answer.json()["review"] == "confirmed"
        assert answer.json()["task_id"] is not None


async def test_the_quiet_plots_raise_nothing_in_three_times_as_many_looks(
    town: DemoProcess,
) -> None:
    looks_needed = 0

    def looks() -> dict[str, dict[str, int]]:
        return {camera: entry["looks"] for camera, entry in town.worker_stats()["cameras"].items()}

    async with town.signed_in() as api:

        async def first_alert() -> bool:
            incidents = (await api.get("/api/v1/incidents?state=all")).json()
            return any(i["kind"] == "construction" and i["camera"] in PLOTS for i in incidents)

        await until(first_alert, within_s=300, what="construction on a plot", every_s=1)
        looks_needed = max(looks()[camera]["construction"] for camera in PLOTS)
        await until(
            lambda: all(looks()[camera]["construction"] >= 3 * looks_needed for camera in QUIET),
            within_s=600,
            what=f"{3 * looks_needed} looks at the quiet plots",
            every_s=2,
        )
        incidents = (await api.get("/api/v1/incidents?state=all")).json()
        assert [i for i in incidents if i["camera"] in QUIET] == []
