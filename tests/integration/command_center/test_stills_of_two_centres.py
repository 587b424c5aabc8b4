"""Two centre processes on one PostgreSQL and a worker: both show its stills, either is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import CHANGING, NODE_TOKEN, PASSWORD, REGISTRY
from tests.integration.command_center.store import Store
from tests.integration.command_center.test_kill import CentreProcess
from tests.integration.command_center.test_stills import ask, still
from tests.integration.worker.worker_child import CAMERA

pytestmark = [pytest.mark.needs_mosquitto, pytest.mark.needs_postgresql, pytest.mark.timeout(400)]


@asynccontextmanager
async def two_processes(
    broker: Broker, tmp_path: Path, store: Store
) -> AsyncIterator[tuple[CentreProcess, CentreProcess]]:
    """Two centres with one set of keys."""
    both = [CentreProcess(broker, tmp_path / "state", store) for _ in range(2)]
    try:
        for one in both:
            await one.start()
        yield both[0], both[1]
    finally:
        for one in both:
            if one.process is not None:
                await one.end(signal.SIGKILL)


@asynccontextmanager
async def worker(broker: Broker, folder: Path, *centres: CentreProcess) -> AsyncIterator[None]:
    """A worker that has its cameras."""
    folder.mkdir(exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.command_center.stills_worker",
        str(folder),
        *(one.url for one in centres),
        env=os.environ | {"SHARP_EYES_BROKER_URL": broker.url, "SHARP_EYES_NODE_TOKEN": NODE_TOKEN},
        cwd=REGISTRY.parent,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(90):
            while not (line := (await process.stdout.readline()).decode()).startswith("ready"):
                assert line, "the worker ended"
        yield
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def looking(centre: CentreProcess) -> AsyncIterator[Any]:
    """A page that shows the worker's camera."""
    async with httpx.AsyncClient(base_url=centre.url, timeout=20) as api:
        form = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
        answer = await api.post("/api/v1/session", json=form, headers=CHANGING)
        assert answer.status_code == 200
        cookie = f"sharp_eyes_session={api.cookies['sharp_eyes_session']}"
        async with connect(
            f"ws://127.0.0.1:{centre.port}/api/v1/stills",
            origin=centre.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            max_size=4 << 20,
        ) as line:
            await ask(line, CAMERA.id)
            yield line


async def next_still(line: Any, after: datetime) -> datetime:
    """Take stills until one was captured after a moment; when that was."""
    async with asyncio.timeout(60):
        while True:
            header, jpeg = await still(line)
            assert header["camera"] == CAMERA.id
            assert jpeg.startswith(b"\xff\xd8")
            await line.send(json.dumps({"taken": CAMERA.id, "sequence": header["sequence"]}))
            captured_at = datetime.fromisoformat(header["captured_at"])
            if captured_at > after:
                return captured_at


async def test_either_centre_shows_the_stills_and_goes_on_where_the_other_is_killed(
    broker: Broker, tmp_path: Path, store: Store
) -> None:
    async with (
        two_processes(broker, tmp_path, store) as (a, b),
        worker(broker, tmp_path / "worker", b, a),
        looking(a) as at_a,
    ):
        began = datetime.now(UTC)
        # The worker asks B; the operator is at A.
        await next_still(at_a, began)
        async with looking(b) as at_b:
            await next_still(at_b, began)
            await next_still(at_a, datetime.now(UTC))
            await b.end(signal.SIGKILL)
        # What B leased is still valid, and nobody is there to take it.
        for _ in range(3):
            await next_still(at_a, datetime.now(UTC))
        # B is there again, as another process, and so are its pictures.
        await b.start()
        async with looking(b) as at_b:
            await next_still(at_b, datetime.now(UTC))
            await next_still(at_a, datetime.now(UTC))


async def test_a_worker_whose_first_centre_is_gone_gets_its_cameras_from_the_other(
    broker: Broker, tmp_path: Path, store: Store
) -> None:
    async with two_processes(broker, tmp_path, store) as (a, b):
        await b.end(signal.SIGKILL)
        async with worker(broker, tmp_path / "worker", b, a), looking(a) as at_a:
            await next_still(at_a, datetime.now(UTC))
