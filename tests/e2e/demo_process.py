"""The demo town as a process, the way a newcomer starts it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from simulators.town.town_truth import TownTruth

READY = re.compile(r"^ready (http://127\.0\.0\.1:\d+) user (\S+) password (\S+)$")
CHANGING = {"Sharp-Eyes-Request": "1"}


@dataclass
class DemoProcess:
    """A running demo.

    Attributes:
        process: ``sharp-eyes demo``.
        url: Of the wall.
        user: Who signs in.
        password: This run's password.
        state: Folder of the run.
        began_at: When its line was read, UTC.
    """

    process: asyncio.subprocess.Process
    url: str
    user: str
    password: str = field(repr=False)
    state: Path
    began_at: datetime

    def pid_of(self, command: str) -> int:
        """Return the process id of the child running ``sharp-eyes <command>``."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                argv = child.cmdline()
            except psutil.Error:
                continue
            if command in argv[:6] or (command == "broker" and "mosquitto" in argv[0]):
                return child.pid
        raise LookupError(f"no child runs {command}")

    def kill(self, command: str) -> int:
        """Kill -9 a child; the demo starts it again. Returns the id it had."""
        pid = self.pid_of(command)
        psutil.Process(pid).kill()
        return pid

    def truth(self) -> TownTruth:
        """What the simulators put on air, and when."""
        return TownTruth.load(self.state / "truth.json")

    def worker_stats(self) -> dict[str, Any]:
        """What the worker says of its own work, a few seconds old; none before the first."""
        try:
            written = (self.state / "worker-stats.json").read_text()
        except FileNotFoundError:
            return {"cameras": {}}
        data: dict[str, Any] = json.loads(written)
        return data

    @asynccontextmanager
    async def signed_in(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the API with a session."""
        async with httpx.AsyncClient(base_url=self.url, headers=CHANGING, timeout=20) as client:
            answer = await client.post(
                "/api/v1/session",
                json={"username": self.user, "password": self.password, "purpose": "duty shift"},
                headers={"Idempotency-Key": f"sign-in-{time.monotonic_ns()}"},
            )
            answer.raise_for_status()
            yield client

    def worker_database(self) -> sqlite3.Connection:
        """The worker's own incidents and outbox, read only."""
        (file,) = (self.state / "worker").rglob("*.sqlite")
        return sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    async def interrupt(self) -> int:
        """Press Ctrl-C and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return await self.process.wait()


@asynccontextmanager
async def demo(state: Path, *options: str) -> AsyncIterator[DemoProcess]:
    """Start a demo, wait for its one line, and end it in the end.

    Args:
        state: Folder of the run.
        options: More options of ``sharp-eyes demo``.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from sharp_eyes.cli import main; main()",
        "demo",
        "--state",
        str(state),
        *options,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        # The first run on a machine renders every scene.
        async with asyncio.timeout(900):
            while line := (await process.stdout.readline()).decode():
                if found := READY.match(line.strip()):
                    break
            else:
                raise AssertionError(f"the demo ended with {await process.wait()}")
        yield DemoProcess(process, found[1], found[2], found[3], state, datetime.now(UTC))
    finally:
        if process.returncode is None:
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            try:
                await asyncio.wait_for(process.wait(), 40)
            except TimeoutError:
                process.kill()
                await process.wait()
            for child in children:
                if child.is_running():
                    child.kill()


async def until(
    look: Callable[[], Any], *, within_s: float, what: str, every_s: float = 0.2
) -> Any:
    """Wait until ``look`` (may be a coroutine function) returns something true, and return it."""
    deadline = time.monotonic() + within_s
    while True:
        found = look()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:.0f} s: {what}")
        await asyncio.sleep(every_s)
