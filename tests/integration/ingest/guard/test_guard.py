"""A worker that dies is forked again; one that ends well ends its guard."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.integration.ingest.waiting import until

SCRIPT = str(Path(__file__).with_name("guarded_child.py"))
FIRST, SECOND = "37049901001326000001", "37049901001326000002"


async def start(folder: Path, how: str, root: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        SCRIPT,
        str(folder),
        how,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("how", "status", "lives", "quarantined"),
    [
        ("ends well", 0, 1, []),
        ("status", 7, 1, []),
        ("core file", 7, 1, []),  # none, with unmasked pictures in it
        ("wrong option", 1, 1, []),
        ("defect at once", 70, 1, []),
        ("defect when up", 0, 3, []),
        ("picture", 0, 3, [FIRST, SECOND]),
        ("same picture", 0, 4, [FIRST]),
        ("nothing in flight", 0, 4, []),
        ("killed", 0, 2, []),
    ],
)
async def test_how_a_life_ends_decides_what_comes_next(
    how, status, lives, quarantined, tmp_path, pytestconfig
):
    guard = await start(tmp_path, how, pytestconfig.rootpath)
    async with asyncio.timeout(30):
        said, errors = await guard.communicate()
    lines = said.decode().splitlines()
    assert guard.returncode == status
    assert len([line for line in lines if line.startswith("life")]) == lives
    assert lines[-1].split()[1:] == quarantined
    if how == "wrong option":
        assert "that cannot be" in errors.decode()
        assert "Traceback" not in errors.decode()
    if how == "picture":
        assert errors.decode().count("a picture ended the worker") == 2
    if how == "same picture":
        assert errors.decode().count("a picture ended the worker") == 1


async def test_a_signal_to_the_guard_reaches_the_worker_and_its_status_comes_back(
    tmp_path, pytestconfig
):
    guard = await start(tmp_path, "waits", pytestconfig.rootpath)
    pid = await inner_pid(guard)
    guard.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        await guard.communicate()
    assert guard.returncode == 3
    assert not psutil.pid_exists(pid)


async def test_a_worker_that_does_not_end_is_killed(tmp_path, pytestconfig):
    guard = await start(tmp_path, "deaf", pytestconfig.rootpath)
    await inner_pid(guard)
    guard.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        await guard.communicate()
    assert guard.returncode == 128 + signal.SIGKILL


async def test_a_guard_that_is_killed_takes_the_worker_along(tmp_path, pytestconfig):
    guard = await start(tmp_path, "waits", pytestconfig.rootpath)
    pid = await inner_pid(guard)
    guard.kill()
    await guard.wait()
    await until(lambda: is_dead(pid))


async def inner_pid(guard: asyncio.subprocess.Process) -> int:
    async with asyncio.timeout(30):
        life = (await guard.stdout.readline()).split()
        assert (await guard.stdout.readline()).strip() == b"waiting"
    assert int(life[5]) == guard.pid
    return int(life[3])


def is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
