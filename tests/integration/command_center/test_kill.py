"""The centre as a process: killed while alerts flow, and asked to end."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from sharp_eyes.alert.alert import Alert
from sharp_eyes.processes.free_port import free_port
from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import CHANGING, NODE_TOKEN, PASSWORD, REGISTRY, until
from tests.integration.command_center.store import Store
from tests.integration.command_center.worker import Worker
from tests.unit.command_center.alerts import alert, ulid

pytestmark = [pytest.mark.needs_mosquitto, pytest.mark.timeout(240)]

SERVE = "import typer; from command_center.commands.serve import serve; typer.run(serve)"


class CentreProcess:
    """``sharp-eyes serve`` on a fixed port."""

    def __init__(self, broker: Broker, state: Path, store: Store) -> None:
        self.port = free_port()
        self._state = state
        self._store = store
        self._environment = os.environ | {
            "PYTHONPATH": str(REGISTRY.parent),
            "SHARP_EYES_BROKER_URL": broker.url,
            "SHARP_EYES_NODE_TOKEN": NODE_TOKEN,
            "SHARP_EYES_ADMIN_PASSWORD": PASSWORD,
            "SHARP_EYES_DUTY_PASSWORD": PASSWORD,
        }
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        arguments = ["--port", str(self.port), "--state", str(self._state)]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            SERVE,
            *arguments,
            "--registry",
            str(REGISTRY),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self.process.stdout is not None
        async with asyncio.timeout(90):
            line = await self.process.stdout.readline()
        assert re.fullmatch(rf"centre ready {self.url}\n", line.decode())

    async def end(self, number: int) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(20):
            return await self.process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._store.rows(self._state, query)


@pytest.mark.parametrize("together", [1, 12])
async def test_killed_while_alerts_flow_it_loses_none_and_opens_no_task_twice(
    broker: Broker, tmp_path: Path, store: Store, together: int
) -> None:
    centre = CentreProcess(broker, tmp_path / "state", store)
    alerts = []
    for number in range(60):
        incident = ulid()
        for seq in range(3):
            phase = ("new", "update", "end")[seq]
            alerts.append(alert(incident, zone=f"z{number}", seq=seq, phase=phase, at_s=seq * 30))
    try:
        async with Worker(broker.port) as worker:
            await centre.start()
            sending = asyncio.create_task(_send_until_acknowledged(worker, alerts, together))
            for share in (0.2, 0.5):
                await until(lambda share=share: len(worker.stored) >= share * len(alerts), 60)
                await centre.end(signal.SIGKILL)
                acknowledged = set(worker.stored)
                stored = {row[0] for row in centre.rows("select id from alert")}
                assert acknowledged <= stored
                await centre.start()
            async with asyncio.timeout(120):
                await sending
    finally:
        await centre.end(signal.SIGKILL)
    assert centre.rows("select count(*) from alert") == [(len(alerts),)]
    assert centre.rows("select state, count(*) from incident group by 1") == [("ended", 60)]
    assert centre.rows("select count(*), count(distinct incident_id) from task") == [(60, 60)]
    # Each step of an incident once: a number may be left out where a transaction was killed.
    told = centre.rows("select data from feed_event where type = 'incident' order by position")
    messages = [json.loads(data) if isinstance(data, str) else data for (data,) in told]
    steps = Counter((one["incident"]["id"], one["phase"]) for one in messages)
    assert set(steps.values()) == {1}
    # What arrives after an incident's end, sent again, changes nothing that could be told.
    phases = Counter(phase for _, phase in steps)
    assert (phases["new"], phases["end"]) == (60, 60)


async def _send_until_acknowledged(worker: Worker, alerts: list[Alert], together: int) -> None:
    """Send message after message, and again what is not acknowledged: an outbox in short."""
    while True:
        stored = set(worker.stored)
        waiting = [one for one in alerts if one.id not in stored]
        if not waiting:
            return
        for first in range(0, len(waiting), together):
            await worker.send_together(*waiting[first : first + together])
            await asyncio.sleep(0.004 * together)
        # What is not acknowledged by then goes again.
        with suppress(TimeoutError):
            await until(lambda: {one.id for one in alerts} <= set(worker.stored), limit_s=0.5)


async def test_asked_to_end_it_ends_in_order_with_pages_still_open(
    broker: Broker, tmp_path: Path, store: Store
) -> None:
    centre = CentreProcess(broker, tmp_path / "state", store)
    try:
        await centre.start()
        async with httpx.AsyncClient(base_url=centre.url, timeout=20) as api:
            form = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
            answer = await api.post("/api/v1/session", json=form, headers=CHANGING)
            assert answer.status_code == 200
            cookie = {"Cookie": f"sharp_eyes_session={api.cookies['sharp_eyes_session']}"}
            lines = [
                await connect(
                    f"ws://127.0.0.1:{centre.port}/api/v1/{path}",
                    origin=centre.url,  # type: ignore[arg-type]
                    additional_headers=cookie,
                )
                for path in ("feed", "stills", "feed")
            ]
            code = await centre.end(signal.SIGTERM)
            async with asyncio.timeout(20):
                for line in lines:
                    await line.wait_closed()
            assert code == 0
            assert {line.close_code for line in lines} == {1012}
    finally:
        await centre.end(signal.SIGKILL)
