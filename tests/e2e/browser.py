"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import cv2
import numpy as np
from playwright.async_api import Page, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
PATIENCE_MS = 60_000
START_MS = 120_000
"""The first start on a machine reads all its fonts."""
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "http://localhost:", "blob:", "data:")
"""This machine; by its name it is another site to a browser than by its number."""


@asynccontextmanager
async def page(
    chromium: Path, *, width_px: int = 1920, height_px: int = 1080, scale: float = 1.0
) -> AsyncIterator[Page]:
    """A fresh page; every request that would leave the machine fails the test.

    Args:
        chromium: The browser.
        width_px: Of the window, CSS pixels.
        height_px: Of the window, CSS pixels.
        scale: Device pixels a CSS pixel.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(chromium), args=ARGUMENTS, timeout=START_MS
        )
        try:
            context = await browser.new_context(
                viewport={"width": width_px, "height": height_px},
                device_scale_factor=scale,
                locale="zh-CN",
            )
            context.set_default_timeout(PATIENCE_MS)
            view = await context.new_page()
            abroad: list[str] = []
            faults: list[str] = []
            view.on(
                "request",
                lambda request: (
                    abroad.append(request.url)
                    if not request.url.startswith(
                        # By its other name this machine is another site to a browser.
                        (
                            "http://127.0.0.1:",
                            "ws://127.0.0.1:",
                            "http://localhost:",
                            "blob:",
                            "data:",
                        )
                    )
                    else None
                ),
            )
            view.on("pageerror", lambda error: faults.append(str(error)))
            yield view
            assert abroad == [], "the wall asked somebody outside this machine"
            assert faults == [], "the wall's own code failed"
        finally:
            await browser.close()


async def photograph(view: Page) -> np.ndarray:
    """Return what the page shows, uint8 (height, width, 3), B, G, R.

    Taken by the browser's own protocol: Playwright's way first waits for the page to be at rest,
    and a wall never is.
    """
    session = await view.context.new_cdp_session(view)
    answer = await session.send("Page.captureScreenshot", {"optimizeForSpeed": True})
    await session.detach()
    png = np.frombuffer(base64.b64decode(answer["data"]), np.uint8)
    return cv2.imdecode(png, cv2.IMREAD_COLOR)


async def sign_in(view: Page, url: str, user: str, password: str) -> None:
    """Sign in on the wall's first page and wait for the tiles."""
    await view.goto(url, wait_until="commit")
    await view.fill("#username", user)
    await view.fill("#password", password)
    await view.click("#sign-in")
    await view.wait_for_selector("[data-camera]")
