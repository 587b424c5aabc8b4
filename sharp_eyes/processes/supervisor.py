"""Starts children, starts them again when they die, and leaves none behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections import deque
from pathlib import Path
from typing import BinaryIO

import structlog

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.processes.child import Child
from sharp_eyes.processes.failed import ChildFailed
from sharp_eyes.processes.signalling import send_signal

_log = structlog.get_logger(__name__)

RESTART_DELAYS_S = (0.1, 0.5, 1.0, 2.0, 5.0)
"""A child that died is back at once; one that dies again and again is given more time."""

STEADY_AFTER_S = 30.0
"""A child that ran this long has earned a quick restart again."""

STOP_WITHIN_S = 4.0
"""How long all children together have to end by themselves before they are killed."""

_TAIL_LINES = 15
_CHUNK_BYTES = 65_536


class Supervisor:
    """Owns child processes.

    Use as an asynchronous context manager: on leaving it, every child has ended.

    Args:
        clock: For restart delays' bookkeeping.
        logs: Folder for one log file a child.
    """

    def __init__(self, clock: Clock, logs: Path) -> None:
        self._clock = clock
        self._logs = logs
        self._watchers: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = False

    async def __aenter__(self) -> Supervisor:
        """Make the folder for logs."""
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End every child."""
        await self.stop()

    def pid(self, name: str) -> int | None:
        """Return the process id of a running child, or none."""
        process = self._running.get(name)
        return process.pid if process is not None and process.returncode is None else None

    async def start(self, child: Child) -> None:
        """Start a child, wait until it is up, and keep it up from then on.

        Raises:
            ChildFailed: it ended first, or took longer than ``ready_within_s``.
        """
        up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._keep_up(child, up), name=f"keep {child.name}")
        self._watchers.append(task)
        try:
            await asyncio.wait_for(asyncio.shield(up), child.ready_within_s)
        except TimeoutError:
            why = Bilingual(
                f"{child.ready_within_s:.0f} 秒内未就绪",
                f"not ready within {child.ready_within_s:.0f} s",
            )
            raise ChildFailed(
                child.name, why, self._log_file(child), _tail(self._log_file(child))
            ) from None

    async def stop(self) -> None:
        """End every child, the last started first; what has not ended in time is killed.

        In that order nobody loses what it leans on while it still works: the worker ends before
        its cameras, the centre before its broker.
        """
        self._stopping = True
        deadline_s = self._clock.monotonic_s() + STOP_WITHIN_S
        living = [process for process in self._running.values() if process.returncode is None]
        for process in reversed(living):
            send_signal(process, signal.SIGTERM)
            left_s = max(0.05, deadline_s - self._clock.monotonic_s())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), left_s)
        for process in living:
            if process.returncode is None:
                send_signal(process, signal.SIGKILL)
                await process.wait()
        for task in self._watchers:
            task.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers.clear()
        # One that was just being started again when we began has been overlooked so far.
        for process in self._running.values():
            if process.returncode is None:
                send_signal(process, signal.SIGKILL)
                await process.wait()

    async def _keep_up(self, child: Child, up: asyncio.Future[None]) -> None:
        attempt = 0
        while not self._stop_asked():
            began_s = self._clock.monotonic_s()
            code = await self._run_once(child, up)
            if not up.done():
                why = Bilingual(f"进程结束，代码 {code}", f"it ended with code {code}")
                log = self._log_file(child)
                up.set_exception(ChildFailed(child.name, why, log, _tail(log)))
                return
            if self._stop_asked():
                return
            steady = self._clock.monotonic_s() - began_s > STEADY_AFTER_S
            attempt = 0 if steady else min(attempt + 1, len(RESTART_DELAYS_S) - 1)
            delay_s = RESTART_DELAYS_S[attempt]
            _log.warning(
                "child ended, starting it again", child=child.name, code=code, delay_s=delay_s
            )
            await asyncio.sleep(delay_s)

    async def _run_once(self, child: Child, up: asyncio.Future[None]) -> int:
        process = await asyncio.create_subprocess_exec(
            *_tied_to_us(child.argv),
            env={**os.environ, **child.env},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C reaches us alone; we then end the children in good order.
            process_group=0,
        )
        self._running[child.name] = process
        if process.stdout is None or process.stderr is None:
            raise RuntimeError("asyncio gave no pipes although they were asked for")
        with self._log_file(child).open("ab") as log:
            helpers = [
                asyncio.create_task(self._copy_stdout(child, process.stdout, log, up)),
                asyncio.create_task(self._copy_stderr(child, process.stderr, log, up)),
            ]
            if child.ready is None and child.port is not None and not up.done():
                helpers.append(asyncio.create_task(_wait_for_port(child.port, up)))
            try:
                return await process.wait()
            finally:
                # What the child said last is still in the pipes.
                await asyncio.wait(helpers[:2], timeout=1.0)
                for helper in helpers:
                    helper.cancel()
                await asyncio.gather(*helpers, return_exceptions=True)

    async def _copy_stdout(
        self,
        child: Child,
        stream: asyncio.StreamReader,
        log: BinaryIO,
        up: asyncio.Future[None],
    ) -> None:
        unfinished = b""
        while chunk := await stream.read(_CHUNK_BYTES):
            log.write(chunk)
            log.flush()
            if child.ready is None or up.done():
                continue
            *lines, unfinished = (unfinished + chunk).split(b"\n")
            unfinished = unfinished[-_CHUNK_BYTES:]
            if any(line.decode(errors="replace").startswith(child.ready) for line in lines):
                up.set_result(None)

    async def _copy_stderr(
        self,
        child: Child,
        stream: asyncio.StreamReader,
        log: BinaryIO,
        up: asyncio.Future[None],
    ) -> None:
        while chunk := await stream.read(_CHUNK_BYTES):
            log.write(chunk)
            log.flush()
            if child.show and not up.done():
                sys.stderr.buffer.write(chunk)
                sys.stderr.buffer.flush()

    def _stop_asked(self) -> bool:
        return self._stopping

    def _log_file(self, child: Child) -> Path:
        return self._logs / f"{child.name}.log"


async def _wait_for_port(port: int, up: asyncio.Future[None]) -> None:
    while not up.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        if not up.done():
            up.set_result(None)


def _tied_to_us(argv: tuple[str, ...]) -> tuple[str, ...]:
    """Have the kernel end the child when we are killed (prctl(2), PR_SET_PDEATHSIG)."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return argv
    return (setpriv, "--pdeathsig", signal.Signals.SIGTERM.name[3:], "--", *argv)


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            lines = deque(file, maxlen=_TAIL_LINES)
    except OSError:
        return ""
    return b"".join(lines).decode(errors="replace").rstrip()
