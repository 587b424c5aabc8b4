"""Jobs that run for as long as the centre does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)

RESTART_S = 1.0

HOLDS_AFTER_S = 60.0
"""A job that has run so long since it was started again holds; its next failure is news."""


class BackgroundJobs:
    """Owns the tasks of jobs, and starts a job that fails again.

    Args:
        restart_s: Pause before a job is started again.
    """

    def __init__(self, restart_s: float = RESTART_S) -> None:
        self._restart_s = restart_s
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a job until ``stop``.

        Args:
            name: For the log.
            run: The job; called again whenever it ends.
        """
        self._tasks.append(asyncio.create_task(self._keep_running(name, run), name=name))

    async def stop(self) -> None:
        """Cancel all jobs and wait for them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep_running(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a job until cancelled; its failures are logged once until it holds."""
        loop = asyncio.get_running_loop()
        told = False
        while True:
            began_s = loop.time()
            try:
                await run()
            except Exception:
                if told and loop.time() - began_s > HOLDS_AFTER_S:
                    told = False
                if not told:
                    _log.exception("job failed; starting it again", job=name)
                    told = True
            await asyncio.sleep(self._restart_s)
