"""Fifty devices that come and go leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.node import (
    CAMERA,
    SETTINGS,
    SOURCES,
    TOKEN,
    Node,
    holding,
    node,
)
from tests.integration.ingest_webrtc.publisher import Publisher

CYCLES = 50
WARM_UP = 8
GROWTH_MB = 10.0
"""Both ends live in this process, encoder and all; one leaked connection of the two is 0.3 MB."""


def open_files() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


def rss_mb() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


async def come_and_go(house: Node, held_frames: list[object], number: int) -> None:
    seen = len(held_frames)
    publisher = Publisher(house.whip(), TOKEN, "VP8", 64, 64, fps=40)
    assert (await publisher.publish()).status_code == 201
    if number % 25 != 4:
        await until(lambda: len(held_frames) > seen)
    # else it goes while it still connects
    if number % 3 == 0:
        await publisher.delete()
    await publisher.close()
    await until(lambda: house.hub.sessions == 0)


@pytest.mark.timeout(300)
async def test_fifty_connections_leave_no_task_thread_file_or_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.node_server.rate_limiter.RateLimiter.take", lambda *_: 0.0)
    async with (
        node(replace(SETTINGS, connect_timeout_s=5.0)) as house,
        holding(house.maker, SOURCES[CAMERA]) as held,
    ):
        frames: list[object] = held.frames  # type: ignore[assignment]
        for number in range(WARM_UP):
            await come_and_go(house, frames, number)
        tasks = {task.get_name() for task in asyncio.all_tasks()}
        counts = (len(asyncio.all_tasks()), threading.active_count(), open_files())
        before_mb = rss_mb()
        for number in range(CYCLES):
            await come_and_go(house, frames, number)
            frames.clear()
            held.errors.clear()  # they hold the stack they rose in

        def left() -> tuple[int, int, int]:
            gc.collect()
            return (len(asyncio.all_tasks()), threading.active_count(), open_files())

        try:
            await until(lambda: all(a <= b for a, b in zip(left(), counts, strict=True)), 30)
        except TimeoutError:
            extra = [task for task in asyncio.all_tasks() if task.get_name() not in tasks]
            raise AssertionError(f"{counts} became {left()}: {extra}") from None
        peers = [one for one in gc.get_objects() if type(one).__name__ == "RTCPeerConnection"]
        receivers = [one for one in gc.get_objects() if type(one).__name__ == "KeyFrameReceiver"]
        grown_mb = rss_mb() - before_mb
    print(f"grown by {grown_mb:.2f} MB, {len(peers)} connections left")
    assert len(receivers) <= 2, "the newest may still be in a frame of a traceback"
    assert len(peers) <= 4
    assert grown_mb < GROWTH_MB
