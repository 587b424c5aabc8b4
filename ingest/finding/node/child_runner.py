"""Runs a task in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping

import structlog

from ingest.finding.node.outcome import MAX_LINE_BYTES, Outcome
from ingest.finding.node.working import failed
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.finding.finding_job import FindingJob
from sharp_eyes.processes.signalling import send_signal

_log = structlog.get_logger(__name__)

GRACE_S = 2.0
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "LD_LIBRARY_PATH")
_OURS = ("SHARP_EYES_FINDING_NETWORKS", "SHARP_EYES_CAMERA_CA", "SHARP_EYES_MODEL")


class ChildRunner:
    """One process for each task, which is ended at the task's deadline at the latest.

    A picture that ends a decoder ends only that process, and nothing of the worker's own secrets is
    in its environment.

    Args:
        clock: Time.
        environment: What of it the child needs is handed on.
    """

    def __init__(self, clock: Clock, environment: Mapping[str, str]) -> None:
        self._clock = clock
        self._environment = {
            name: value
            for name, value in environment.items()
            if name in _KEPT or name.startswith(_OURS)
        }

    async def run(self, job: FindingJob) -> Outcome:
        """Do a task; what goes wrong is its answer."""
        left_s = (job.deadline - self._clock.now()).total_seconds()
        child: asyncio.subprocess.Process | None = None
        try:
            # It may fail too: no memory, no processes left.
            child = await self._start()
            async with asyncio.timeout(max(1.0, left_s)):
                return await self._exchange(child, job)
        except asyncio.CancelledError:
            # The worker ends: nobody waits for this any more.
            if child is not None:
                send_signal(child, signal.SIGKILL)
            raise
        except TimeoutError:
            return failed(job, Bilingual("节点没有按时完成", "the node was not done in time"))
        except (OSError, ValueError) as error:
            _log.warning("a search for cameras came to nothing", reason=type(error).__name__)
            reason = Bilingual(
                "节点上的查找进程意外结束", "the node's own process for it ended early"
            )
            return failed(job, reason)
        finally:
            if child is not None:
                await _end(child)

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ingest.finding.node.child",
            str(os.getpid()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._environment,
            limit=MAX_LINE_BYTES,
            start_new_session=True,
        )

    async def _exchange(self, child: asyncio.subprocess.Process, job: FindingJob) -> Outcome:
        if child.stdin is None or child.stdout is None:
            raise OSError("the child has no pipes")
        # Over standard input, where no list of processes shows the password.
        child.stdin.write(job.model_dump_json().encode())
        await child.stdin.drain()
        child.stdin.close()
        return Outcome.of_line(await child.stdout.readline())


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        try:
            async with asyncio.timeout(GRACE_S):
                await child.wait()
        except TimeoutError:
            send_signal(child, signal.SIGKILL)
            await child.wait()
