"""Children come up, come back, and never outlive their owner."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sharp_eyes.clock import SystemClock
from sharp_eyes.processes.child import Child
from sharp_eyes.processes.failed import ChildFailed
from sharp_eyes.processes.supervisor import Supervisor

READY_THEN_WAIT = "print('ready', flush=True); import signal; signal.pause()"
STUBBORN = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('ready', flush=True)\nwhile True: signal.pause()"
)


def child(code: str, **more: object) -> Child:
    options: dict[str, object] = {"ready": "ready", "ready_within_s": 40.0, **more}
    return Child(name="c", argv=(sys.executable, "-c", code), **options)  # type: ignore[arg-type]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("code", [READY_THEN_WAIT, STUBBORN], ids=["polite", "deaf to SIGTERM"])
async def test_no_child_is_left_behind(code: str, tmp_path: Path) -> None:
    async with Supervisor(SystemClock(), tmp_path) as supervisor:
        await supervisor.start(child(code))
        pid = supervisor.pid("c")
        assert pid is not None
    assert not psutil.pid_exists(pid)


async def test_a_killed_child_comes_back_as_another_process(tmp_path: Path) -> None:
    async with Supervisor(SystemClock(), tmp_path) as supervisor:
        await supervisor.start(child(READY_THEN_WAIT))
        first = supervisor.pid("c")
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervisor.pid("c") not in (None, first))


async def test_a_child_that_ends_at_once_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    code = "import sys; print('no model here', file=sys.stderr); sys.exit(3)"
    async with Supervisor(SystemClock(), tmp_path) as supervisor:
        with pytest.raises(ChildFailed, match=r"(?s)code 3.*no model here"):
            await supervisor.start(child(code))


async def test_a_child_that_never_says_it_is_up_is_an_error(tmp_path: Path) -> None:
    async with Supervisor(SystemClock(), tmp_path) as supervisor:
        with pytest.raises(ChildFailed, match="not ready within"):
            await supervisor.start(child("import signal; signal.pause()", ready_within_s=0.2))


async def test_a_child_dies_with_a_killed_owner(tmp_path: Path) -> None:
    owner = (
        "import asyncio, sys, pathlib\n"
        "from sharp_eyes.clock import SystemClock\n"
        "from sharp_eyes.processes.child import Child\n"
        "from sharp_eyes.processes.supervisor import Supervisor\n"
        "async def main():\n"
        f"    async with Supervisor(SystemClock(), pathlib.Path({str(tmp_path)!r})) as s:\n"
        f"        await s.start(Child('c', (sys.executable, '-c', {READY_THEN_WAIT!r}),"
        " ready='ready'))\n"
        "        print(s.pid('c'), flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", owner, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(40):
        pid = int(await process.stdout.readline())
    assert psutil.pid_exists(pid)
    process.kill()
    await process.wait()

    def gone() -> bool:
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    await until(gone)
