"""A real browser publishes: what a phone does, with Chromium's fake camera."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from tests.e2e.browser import ARGUMENTS, PATIENCE_MS, START_MS
from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.node import (
    CAMERA,
    CLOCK,
    OTHER,
    SOURCES,
    TOKEN,
    Node,
    holding,
    node,
)

FAKE_CAMERA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # Only 127.0.0.1 is used in tests; a browser leaves it out by itself.
    "--allow-loopback-in-peer-connection",
]
PLAIN_CLIENT = """
async ([url, token, codec]) => {
    const media = await navigator.mediaDevices.getUserMedia({video: true});
    const peer = new RTCPeerConnection();
    const sender = peer.addTransceiver(media.getVideoTracks()[0], {direction: "sendonly"});
    const codecs = RTCRtpSender.getCapabilities("video").codecs;
    sender.setCodecPreferences(codecs.filter((one) => one.mimeType === "video/" + codec));
    await peer.setLocalDescription();
    await new Promise((resolve) => {
        const look = () => peer.iceGatheringState === "complete" && resolve();
        peer.onicegatheringstatechange = look;
        look();
    });
    const response = await fetch(url, {
        method: "POST",
        headers: {"Content-Type": "application/sdp", Authorization: "Bearer " + token},
        body: peer.localDescription.sdp,
    });
    const sdp = await response.text();
    if (response.status !== 201) return [response.status, sdp];
    await peer.setRemoteDescription({type: "answer", sdp});
    (window.peers ||= []).push(peer);
    return [response.status, response.headers.get("Location")];
}
"""
"""As other people's pages do it."""
pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


@asynccontextmanager
async def phone(chromium: Path) -> AsyncIterator[Page]:
    """A page with a camera; what fails in it fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(chromium), args=[*ARGUMENTS, *FAKE_CAMERA], timeout=START_MS
        )
        try:
            context = await browser.new_context(
                locale="zh-CN", viewport={"width": 390, "height": 844}, permissions=["camera"]
            )
            context.set_default_timeout(PATIENCE_MS)
            page = await context.new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "console",
                lambda message: (
                    faults.append(message.text)
                    if "Content Security Policy" in message.text
                    else None
                ),
            )
            yield page
            assert faults == []
        finally:
            await browser.close()


async def begin(page: Page, house: Node, token: str) -> None:
    await page.goto(f"{house.server.url}/publish/{CAMERA}", wait_until="commit")
    await page.fill("#token", token)
    await page.click("#start")


async def test_a_phones_page_publishes_stops_and_publishes_again(chromium_path: Path) -> None:
    pool = DecodePool(CLOCK, threads=1)
    async with (
        node() as house,
        holding(house.maker, SOURCES[CAMERA]) as held,
        phone(chromium_path) as page,
    ):
        await begin(page, house, "wrong")
        await page.wait_for_selector('body[data-state="failed"]')
        assert "令牌" in (await page.text_content("#state") or "")
        await page.fill("#token", TOKEN)
        await page.click("#start")
        await page.wait_for_selector('body[data-state="live"]')
        await until(lambda: len(held.frames) >= 4, 60)
        picture = await pool.decode(held.frames[-1])
        assert held.errors == []
        await page.click("#stop")
        await page.wait_for_selector('body[data-state="idle"]')
        await until(lambda: held.errors and house.hub.sessions == 0)
        seen = len(held.frames)
        await page.click("#start")
        await until(lambda: len(held.frames) > seen, 60)
        await page.close()
        await until(lambda: len(held.errors) == 2 and house.hub.sessions == 0)
    await pool.close()
    assert held.frames[-1].codec in (Codec.H264, Codec.VP8)
    assert (held.frames[-1].width, held.frames[-1].height) == (picture.width, picture.height)
    assert picture.luma(64, 36).std() > 5, "the fake camera's pattern, not a grey picture"


async def test_a_plain_whip_client_in_a_browser_publishes_either_codec_from_another_origin(
    chromium_path: Path,
) -> None:
    async with (
        node() as house,
        node() as elsewhere,
        holding(house.maker, SOURCES[CAMERA]) as one,
        holding(house.maker, SOURCES[OTHER]) as two,
        phone(chromium_path) as page,
    ):
        await page.goto(f"{elsewhere.server.url}/healthz", wait_until="commit")
        for camera, token, codec in ((CAMERA, TOKEN, "H264"), (OTHER, "another-token", "VP8")):
            status, text = await page.evaluate(PLAIN_CLIENT, [house.whip(camera), token, codec])
            assert status == 201, text
            assert text.startswith(f"/whip/{camera}/"), "readable across origins"
        await until(lambda: len(one.frames) >= 3 and len(two.frames) >= 3, 60)
        assert one.errors == two.errors == []
    assert {frame.codec for frame in one.frames} == {Codec.H264}
    assert {frame.codec for frame in two.frames} == {Codec.VP8}
