"""A clip and an outage on the wall, in a real browser: played, sought in, listed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from playwright.async_api import Page

from sharp_eyes.alert.evidence import MP4, Evidence, EvidenceRole
from sharp_eyes.clock import ManualClock, SystemClock
from tests.e2e.browser import page, photograph, sign_in
from tests.integration.command_center.house import PASSWORD, House, house
from tests.integration.command_center.test_outage import OURS, Town
from tests.unit.command_center.alerts import alert, ulid
from tests.unit.detectors.support import FakeModel, boxes
from tests.unit.ingest.worker.clips.test_clip_file import request, units

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.needs_wall,
    pytest.mark.timeout(240),
]

PLAYED = """async () => {
  const video = document.querySelector('video');
  const wait = (event) => new Promise((done, fail) => {
    video.addEventListener(event, done, {once: true});
    video.addEventListener('error', () => fail(video.error.message), {once: true});
  });
  if (video.readyState < 1) await wait('loadedmetadata');
  const ended = wait('ended');
  await video.play();
  await ended;
  const sought = wait('seeked');
  video.currentTime = 0.5;
  await sought;
  return {duration: video.duration, at: video.currentTime, muted: video.muted,
          width: video.videoWidth, height: video.videoHeight};
}"""


def clip() -> bytes:
    """As a worker makes it."""
    # Imported here: making a clip loads FFmpeg.
    from ingest.worker.clips.clip_work import make_clip

    made = make_clip(request(), units(), FakeModel(boxes((100.0, 40.0, 160.0, 160.0))))
    assert made is not None
    return made


async def show(view: Page, incident: str) -> None:
    """Open an incident's dialog; by script, since pop-ups may lie over its row."""
    selector = f'[data-incident="{incident}"] button'
    await view.wait_for_selector(selector)
    await view.eval_on_selector(selector, "button => button.click()")
    await view.wait_for_selector(f'[data-incident-dialog="{incident}"]')


async def keep(view: Page, name: str) -> None:
    """Keep a picture for whoever wants to look, where a folder for it is named."""
    folder = os.environ.get("SHARP_EYES_TESTS_PICTURES")
    if folder:
        import cv2

        cv2.imwrite(str(Path(folder) / name), await photograph(view))


async def crowd_with_clip(town: House, content: bytes) -> str:
    """A crowd whose clip is named, and has not come yet."""
    incident = ulid()
    update = alert(incident, phase="update", seq=1, at_s=12)
    name = hashlib.sha256(content).hexdigest()
    named = Evidence(sha256=name, role=EvidenceRole.CLIP, media_type=MP4)
    data = update.data.model_copy(update={"evidence": (named,)})
    await town.centre.intake._commit([alert(incident), update.model_copy(update={"data": data})])
    return incident


async def test_a_clip_is_on_its_way_then_plays_and_can_be_sought_in(
    tmp_path: Path, chromium_path: Path
) -> None:
    content = clip()
    name = hashlib.sha256(content).hexdigest()
    async with house(tmp_path) as town, page(chromium_path) as view:
        incident = await crowd_with_clip(town, content)
        await sign_in(view, town.url, "duty", PASSWORD)
        await show(view, incident)
        await view.wait_for_selector(".absent.pending")
        assert await view.text_content(".absent.pending") is not None
        assert "短片传输中" in (await view.text_content(".absent.pending") or "")
        async with town.node() as node:
            headers = {"Content-Type": "video/mp4"}
            await node.put(f"/evidence/{name}", content=content, headers=headers)
        await view.wait_for_selector(f'video[data-sha256="{name}"]')
        played = await view.evaluate(PLAYED)
        assert played["muted"]
        assert played["duration"] == pytest.approx(1.5, abs=0.3)
        assert played["at"] == pytest.approx(0.5, abs=0.2)
        assert (played["width"], played["height"]) > (300, 190)
        await keep(view, "clip.png")


async def test_a_village_without_power_is_one_row_that_lists_its_cameras(
    tmp_path: Path, chromium_path: Path
) -> None:
    clock = ManualClock(SystemClock().now())
    async with house(tmp_path, clock) as town, page(chromium_path) as view:
        one = Town(town, clock)
        one.say()
        one.lose(*OURS[:3])
        await one.pass_s(5)
        single = ulid()
        await one.fault(OURS[0], single)
        await one.pass_s(7)
        await sign_in(view, town.url, "duty", PASSWORD)
        async with town.signed_in() as api:
            listed = (await api.get("/api/v1/incidents")).json()
        (outage,) = [found["id"] for found in listed if found["camera"] is None]
        await show(view, outage)
        rows = view.locator("[data-outage-camera]")
        assert await rows.count() == 3
        assert "3 台中尚有 3 台" in (await view.text_content(".outage h3") or "")
        assert "东溪文化广场" in " ".join(await rows.all_text_contents())
        await keep(view, "outage.png")
        assert await view.locator(f'[data-popup="{single}"]').count() == 0
        row = view.locator(f'[data-incident="{single}"]')
        assert "已归并" in (await row.text_content() or "")
