"""Runs GStreamer's RTSP server as a child process."""

import asyncio
import contextlib
import json
from pathlib import Path

from tests.integration.ingest.waiting import until

PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("gstreamer_server.py")


class GStreamer:
    """Attributes: ``port``, and ``events`` in the order they came."""

    def __init__(self, **wanted: object) -> None:
        self._wanted = {
            "files": {},
            "aggregate": False,
            "mtu": 1400,
            "user": None,
            "password": None,
            "record": None,
        } | wanted
        self.events: list[dict] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "GStreamer":
        self._process = await asyncio.create_subprocess_exec(
            PYTHON,
            str(SCRIPT),
            json.dumps(self._wanted),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.create_task(self._read())
        await until(lambda: self.events or self._reader.done())
        if not self.events:
            raise AssertionError("GStreamer's server did not start")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 20)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    def url(self, path: str) -> str:
        return f"rtsp://127.0.0.1:{self.events[0]['port']}{path}"

    def count(self, request: str) -> int:
        return sum(event.get("request") == request for event in self.events)

    def closed(self) -> int:
        return sum(event.get("client") == "closed" for event in self.events)

    async def _read(self) -> None:
        while line := await self._process.stdout.readline():
            self.events.append(json.loads(line))
