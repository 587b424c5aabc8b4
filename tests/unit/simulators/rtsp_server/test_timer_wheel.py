from __future__ import annotations

import asyncio

from simulators.rtsp_server.timer_wheel import TimerWheel


class Entry:
    def __init__(self, period_s: float, times: int, done: asyncio.Event) -> None:
        self.period_s, self.times, self.done = period_s, times, done
        self.due_s = 0.0
        self.early: list[float] = []
        self.calls = 0

    def due(self, now_s: float) -> float | None:
        self.calls += 1
        if now_s < self.due_s:
            self.early.append(self.due_s - now_s)
        if self.calls == self.times:
            self.done.set()
            return None
        self.due_s += self.period_s
        return self.due_s


async def test_entries_come_as_often_as_they_ask_and_never_early() -> None:
    wheel = TimerWheel(tick_s=0.002, slots=8)
    now_s = asyncio.get_running_loop().time()
    entries = [Entry(p, n, asyncio.Event()) for p, n in ((0.01, 12), (0.015, 8), (0.05, 3))]
    for entry in entries:
        entry.due_s = now_s + entry.period_s
        wheel.add(entry, entry.due_s)
    async with asyncio.timeout(20):
        await asyncio.gather(*(entry.done.wait() for entry in entries))
    assert [entry.calls for entry in entries] == [12, 8, 3]
    assert not any(entry.early for entry in entries)
    wheel.close()


async def test_a_deadline_in_the_past_is_served_at_once() -> None:
    wheel = TimerWheel()
    entry = Entry(1.0, 1, asyncio.Event())
    wheel.add(entry, asyncio.get_running_loop().time() - 5)
    async with asyncio.timeout(20):
        await entry.done.wait()
    wheel.close()


async def test_a_closed_wheel_calls_nobody() -> None:
    wheel = TimerWheel(tick_s=0.002)
    entry, witness = (Entry(1.0, 1, asyncio.Event()) for _ in range(2))
    now_s = asyncio.get_running_loop().time()
    wheel.add(entry, now_s + 0.01)
    wheel.close()
    other = TimerWheel(tick_s=0.002)
    other.add(witness, now_s + 0.05)
    async with asyncio.timeout(20):
        await witness.done.wait()
    other.close()
    assert entry.calls == 0
