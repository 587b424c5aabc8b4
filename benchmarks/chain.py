"""How long an alert takes from a camera's frame to the wall's socket, and what each part costs.

Starts the demo town, signs in, listens on the wall's socket and prints a table:

    python -m benchmarks.chain --seconds 300 --speed 2

All clocks compared are this machine's one clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import websockets

from tests.e2e.demo_process import DemoProcess, demo

PARTS = ("broker", "simulate", "serve", "worker")


@dataclass
class Delays:
    """Seconds from two moments of a frame to the wall's socket, for new incidents."""

    from_capture_s: list[float] = field(default_factory=list)
    from_decoding_s: list[float] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)


def share(values: list[float], part: float) -> float:
    """The value below which that part of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def listen(town: DemoProcess, delays: Delays, seconds: float) -> None:
    """Collect delays from the wall's socket."""
    async with town.signed_in() as api:
        cookie = "; ".join(f"{name}={value}" for name, value in api.cookies.items())
    address = town.url.replace("http://", "ws://") + "/api/v1/feed"
    headers = {"Cookie": cookie, "Origin": town.url}
    deadline = time.monotonic() + seconds
    async with websockets.connect(address, additional_headers=headers) as socket:
        while (left := deadline - time.monotonic()) > 0:
            try:
                text = await asyncio.wait_for(socket.recv(), left)
            except TimeoutError:
                return
            arrived = datetime.now(UTC)
            take(json.loads(text), arrived, delays)


def take(message: dict[str, Any], arrived: datetime, delays: Delays) -> None:
    """Note a message's delays when it tells of a new incident of a detector."""
    if message["type"] != "incident" or message["data"]["phase"] != "new":
        return
    incident = message["data"]["incident"]
    if incident["kind"] == "camera-fault":
        return
    kind = incident["kind"]
    delays.kinds[kind] = delays.kinds.get(kind, 0) + 1
    for moment, values in (
        ("captured_at", delays.from_capture_s),
        ("decoded_at", delays.from_decoding_s),
    ):
        values.append((arrived - datetime.fromisoformat(incident[moment])).total_seconds())


def processor_seconds(town: DemoProcess) -> dict[str, float]:
    """Processor time of each part so far, its own children included."""
    spent: dict[str, float] = {}
    for part in PARTS:
        try:
            process = psutil.Process(town.pid_of(part))
        except LookupError:
            continue
        times = process.cpu_times()
        spent[part] = times.user + times.system
    return spent


async def measure(seconds: float, speed: float) -> None:
    """Run the demo and print the table."""
    delays = Delays()
    with tempfile.TemporaryDirectory(prefix="sharp-eyes-chain-") as folder:
        async with demo(Path(folder), "--speed", str(speed)) as town:
            before, began_s = processor_seconds(town), time.monotonic()
            await listen(town, delays, seconds)
            wall_s = time.monotonic() - began_s
            after = processor_seconds(town)
    count = len(delays.from_decoding_s)
    print(f"{count} new incidents in {wall_s:.0f} s, by kind {delays.kinds}")
    if count:
        print("| to the wall's socket | p50 ms | p95 ms | worst ms |")
        print("|---|---|---|---|")
        for title, values in (
            ("from the frame's capture", delays.from_capture_s),
            ("from the decoded frame", delays.from_decoding_s),
        ):
            row = [share(values, 0.5), share(values, 0.95), max(values)]
            print(f"| {title} | " + " | ".join(f"{value * 1000:.0f}" for value in row) + " |")
    print("\n| part | cores |\n|---|---|")
    for part, spent in after.items():
        print(f"| {part} | {(spent - before.get(part, 0.0)) / wall_s:.3f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--speed", type=float, default=2.0)
    options = parser.parse_args()
    asyncio.run(measure(options.seconds, options.speed))
