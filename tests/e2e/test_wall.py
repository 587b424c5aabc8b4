"""The town on the wall, in a real browser: what it shows is what is."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page

from sharp_eyes.registry.yaml_file import load
from simulators.stamp import read
from simulators.town.town_truth import CameraTruth
from tests.e2e.browser import page, photograph, sign_in
from tests.e2e.demo_process import DemoProcess, until

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.needs_model,
    pytest.mark.needs_wall,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(900),
]

ROOT = Path(__file__).parents[2]
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
    assert len(truth) >= 12
    unread = set(truth)
    stale: dict[str, str] = {}
    async with page(chromium_path, width_px=2560, height_px=1440) as view:
        await sign_in(view, town.url, town.user, town.password)
        # Drawing the map for the first time holds a browser without a GPU up for seconds.
        await map_is_drawn(view)

        async def all_read() -> bool:
            before = {tile["camera"]: tile for tile in await view.evaluate(TILES)}
            asked_at = datetime.now(UTC)
            shot = await photograph(view)
            after = {tile["camera"]: tile for tile in await view.evaluate(TILES)}
            for camera in list(unread):
                if before[camera]["state"] == after[camera]["state"] == "live":
                    check_tile(shot, before[camera], after[camera], truth[camera], asked_at)
                    # On a busy machine one look may come late; none of a tile's ever in time is
                    # the tile's fault.
                    stale[camera] = age_fault(before[camera], asked_at)
                    if not stale[camera]:
                        unread.discard(camera)
            return not unread

        try:
            await until(all_read, within_s=90, what="every tile live and read")
        except AssertionError as error:
            raise AssertionError(f"{error}; not yet read: {unread}, too old: {stale}") from None


def check_tile(
    shot: np.ndarray,
    tile: dict[str, Any],
    later: dict[str, Any],
    camera: CameraTruth,
    asked_at: datetime,
) -> None:
    """Read the stamp in a tile and hold it against what the tile and the simulator say.

    Args:
        shot: The page.
        tile: What the tile said just before the page was photographed.
        later: What it said just after: a new picture may have come meanwhile.
        camera: What was on air.
        asked_at: When the tile was first asked.
    """
    # The picture keeps its shape and stands in the middle of the tile's.
    scale = min(tile["width"] / camera.width, tile["height"] / camera.height)
    left = round(tile["x"] + (tile["width"] - scale * camera.width) / 2)
    top = round(tile["y"] + (tile["height"] - scale * camera.height) / 2)
    stamp = read(shot[top:, left:], scale=scale)
    assert stamp is not None, f"no stamp can be read in the tile of {tile['camera']}"
    assert stamp[0] == tile["camera"]
    captured_at = datetime.fromisoformat(tile["captured_at"])
    span_s = (datetime.fromisoformat(later["captured_at"]) - captured_at).total_seconds()
    steps = range(-1, round(span_s * camera.fps) + 2)
    on_air = [camera.frame_at(captured_at + timedelta(seconds=n / camera.fps)) for n in steps]
    assert stamp[1] in on_air, f"the tile shows frame {stamp[1]}, on air then was {on_air}"


def age_fault(tile: dict[str, Any], asked_at: datetime) -> str:
    """Say what is wrong with a picture's age, or nothing."""
    age_s = (asked_at - datetime.fromisoformat(tile["captured_at"])).total_seconds()
    if abs(age_s - tile["age_s"]) > 1.5:
        return f"it shows {tile['age_s']} s and is {age_s:.1f} s old"
    return "" if age_s <= 5.0 else f"{age_s:.1f} s old"


async def test_the_page_speaks_both_languages(town: DemoProcess, chromium_path: Path) -> None:
    async with page(chromium_path) as view:
        await sign_in(view, town.url, town.user, town.password)
        assert "雪亮工程" in await view.inner_text("body")
        await view.click("#language")
        await shown(view, "document.body.innerText.includes('Sharp Eyes command centre')")


async def test_the_map_shows_every_grid(town: DemoProcess, chromium_path: Path) -> None:
    async with page(chromium_path) as view:
        await sign_in(view, town.url, town.user, town.password)
        await map_is_drawn(view)


async def map_is_drawn(view: Page) -> None:
    """Wait until all six grids stand on the map."""
    await shown(view, "window.__mapReady >= 6")


async def shown(view: Page, expression: str) -> None:
    """Wait until an expression holds on the page; its policy forbids to wait inside it."""
    await until(lambda: view.evaluate(expression), within_s=90, what=expression)


async def test_a_crowd_seen_by_the_detector_becomes_a_task_in_the_right_grid(
    town: DemoProcess, chromium_path: Path
) -> None:
    async with page(chromium_path) as view, town.signed_in() as api:
        await sign_in(view, town.url, town.user, town.password)
        row = await view.wait_for_selector("[data-incident][data-kind='crowd']", timeout=240_000)
        assert row is not None
        incident_id = await row.get_attribute("data-incident")
        # By script, since pop-ups may lie over its row, which may be drawn anew as well.
        await view.eval_on_selector(
            f"[data-incident='{incident_id}'] button", "button => button.click()"
        )
        await view.wait_for_selector("img.evidence-picture")
        await shown(
            view,
            "[...document.querySelectorAll('img.evidence-picture')]"
            ".some(picture => picture.naturalWidth > 300)",
        )
        incidents = {i["id"]: i for i in (await api.get("/api/v1/incidents?state=all")).json()}
        incident = incidents[incident_id]
        assert incident["measurement"]["limit"] == 10
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
    async with town.signed_in() as api:

        async def both_plots() -> list[datetime] | None:
            incidents = (await api.get("/api/v1/incidents?state=all")).json()
            opened = {
                incident["camera"]: datetime.fromisoformat(incident["opened_at"])
                for incident in incidents
                if incident["kind"] == "construction" and incident["camera"] in PLOTS
            }
            return list(opened.values()) if set(opened) == set(PLOTS) else None

        opened = await until(both_plots, within_s=300, what="construction on both", every_s=1)
        every_s = {
            camera.id: camera.analytics.construction_every_s
            for camera in load(ROOT / "camera_registry.yaml").cameras
        }
        # The plots were looked at from the moment the town was up: so often at the most.
        looks_needed = math.ceil((max(opened) - town.began_at).total_seconds() / every_s[PLOTS[0]])
        assert looks_needed > 0

        def looked_at_long_enough() -> bool:
            cameras = town.worker_stats()["cameras"]
            return cameras.keys() >= set(QUIET) and all(
                cameras[camera]["looks"]["construction"] >= 3 * looks_needed for camera in QUIET
            )

        await until(
            looked_at_long_enough,
            within_s=600,
            what=f"{3 * looks_needed} looks at the quiet plots",
            every_s=2,
        )
        incidents = (await api.get("/api/v1/incidents?state=all")).json()
        assert [i for i in incidents if i["camera"] in QUIET] == []
        # The houses stand and life goes on before them; a still picture is a fault.
        assert {i["kind"] for i in incidents if i["camera"] in PLOTS} == {"construction"}
