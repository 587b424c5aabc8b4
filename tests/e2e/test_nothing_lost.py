"""Killed at any moment, the chain loses no alert and doubles no task."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.e2e.demo_process import DemoProcess, demo, until

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(900)]


def incidents_of_the_worker(town: DemoProcess) -> set[str]:
    with town.worker_database() as database:
        rows = database.execute("select incident_id from incident").fetchall()
    return {row[0] for row in rows}


def waiting_in_the_outbox(town: DemoProcess) -> int:
    with town.worker_database() as database:
        count: int = database.execute("select count(*) from outbox").fetchone()[0]
    return count


async def in_the_centre(api: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await api.get("/api/v1/incidents?state=all&limit=500")
    answer.raise_for_status()
    return {incident["id"]: incident for incident in answer.json()}


async def tasks_of_the_centre(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await api.get("/api/v1/tasks?state=all&limit=500")
    answer.raise_for_status()
    tasks: list[dict[str, Any]] = answer.json()
    return tasks


async def test_a_killed_centre_loses_no_alert_and_opens_no_task_twice(tmp_path: Path) -> None:
    async with demo(tmp_path, "--speed", "2") as town, town.signed_in() as api:
        for round_number in range(1, 4):
            known = len(incidents_of_the_worker(town))
            killed = town.kill("serve")
            # While the centre is away the worker goes on finding things.
            await until(
                lambda before=known: len(incidents_of_the_worker(town)) > before,
                within_s=120,
                what=f"a new incident in round {round_number}",
            )
            await until(lambda old=killed: back(town, "serve", old), within_s=60, what="the centre")

        async def all_stored() -> bool:
            try:
                stored = await in_the_centre(api)
            except httpx.HTTPError:  # the centre may still be coming up
                return False
            return incidents_of_the_worker(town) <= set(stored)

        await until(all_stored, within_s=120, what="every incident of the worker in the centre")
        await until(lambda: waiting_in_the_outbox(town) == 0, within_s=60, what="an empty outbox")
        tasks = await tasks_of_the_centre(api)
        assert len({task["incident_id"] for task in tasks}) == len(tasks)


def back(town: DemoProcess, command: str, old: int) -> bool:
    try:
        return town.pid_of(command) != old
    except LookupError:
        return False


async def test_a_killed_worker_goes_on_with_the_same_incident(tmp_path: Path) -> None:
    async with demo(tmp_path) as town, town.signed_in() as api:

        async def open_crowd() -> str | None:
            for key, incident in (await in_the_centre(api)).items():
                if incident["kind"] == "crowd" and incident["state"] == "open":
                    return key
            return None

        incident_id = await until(open_crowd, within_s=180, what="an open crowd incident")
        killed = town.kill("worker")
        await until(lambda: back(town, "worker", killed), within_s=60, what="the worker")

        async def ended() -> dict[str, Any] | None:
            incident = (await in_the_centre(api))[incident_id]
            return incident if incident["state"] == "ended" else None

        ending = await until(ended, within_s=240, what="the end of the same incident", every_s=1)
        assert ending["end_reason"] == "cleared"
        twins = [
            incident
            for incident in (await in_the_centre(api)).values()
            if incident["camera"] == ending["camera"]
            and incident["zone"] == ending["zone"]
            and incident["kind"] == "crowd"
            and ending["opened_at"] < incident["opened_at"] < ending["ended_at"]
        ]
        assert twins == [], "the same crowd was raised a second time"
        tasks = await tasks_of_the_centre(api)
        assert sum(task["incident_id"] == incident_id for task in tasks) == 1


async def test_ctrl_c_ends_every_process_of_the_demo(tmp_path: Path) -> None:
    async with demo(tmp_path) as town:
        family = psutil.Process(town.process.pid).children(recursive=True)
        assert len(family) >= 4
        async with asyncio.timeout(30):
            assert await town.interrupt() == 0
        assert [child for child in family if runs(child)] == []


def runs(process: psutil.Process) -> bool:
    """Tell whether it has not ended; one that has may wait for whoever inherited it to notice."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_the_demo_ends_by_itself_when_told_so(tmp_path: Path) -> None:
    async with demo(tmp_path, "--seconds", "1") as town:
        async with asyncio.timeout(60):
            assert await town.process.wait() == 0


async def test_a_kept_town_comes_back_with_its_password_and_its_incidents(tmp_path: Path) -> None:
    async with demo(tmp_path) as town, town.signed_in() as api:
        password = town.password

        async def something() -> bool:
            return bool(await in_the_centre(api))

        await until(something, within_s=180, what="an incident", every_s=1)
        known = set(await in_the_centre(api))
        assert await town.interrupt() == 0
    async with demo(tmp_path) as town, town.signed_in() as api:
        assert town.password == password
        assert known <= set(await in_the_centre(api))


async def test_no_secret_is_written_where_others_read(tmp_path: Path) -> None:
    async with demo(tmp_path) as town:
        argv = []
        secrets = {town.password}
        for child in psutil.Process(town.process.pid).children(recursive=True):
            try:
                argv.append(" ".join(child.cmdline()))
                environment = child.environ()
            except psutil.NoSuchProcess:  # it has ended meanwhile
                continue
            secrets |= {
                value
                for name, value in environment.items()
                if name.startswith("SHARP_EYES_") and ("PASSWORD" in name or "TOKEN" in name)
            }
        assert len(secrets) >= 3
        logs = "".join(file.read_text(errors="replace") for file in tmp_path.glob("logs/*.log"))
        for secret in secrets:
            assert secret not in logs
            assert all(secret not in line for line in argv)
            assert secret not in (tmp_path / "truth.json").read_text()
