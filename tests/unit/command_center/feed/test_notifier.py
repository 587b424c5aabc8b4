"""Waking those who wait."""

from __future__ import annotations

import asyncio

from command_center.feed.notifier import Notifier


async def test_a_wake_between_looking_and_waiting_is_not_missed() -> None:
    notifier = Notifier()
    seen = notifier.count
    notifier.wake()

    async with asyncio.timeout(5):
        await notifier.wait(seen, timeout_s=3600)


async def test_all_who_wait_are_woken_at_once() -> None:
    notifier = Notifier()
    waiting = [asyncio.create_task(notifier.wait(notifier.count, 3600)) for _ in range(20)]
    await asyncio.sleep(0)
    notifier.wake()

    async with asyncio.timeout(5):
        await asyncio.gather(*waiting)


async def test_waiting_ends_by_itself() -> None:
    notifier = Notifier()

    async with asyncio.timeout(5):
        await notifier.wait(notifier.count, timeout_s=0.01)
