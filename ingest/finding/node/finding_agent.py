"""Looks for cameras when the centre asks (contract C12)."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from ingest.finding.node.outcome import Outcome
from sharp_eyes.dispatch.back_off import BackOff
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.finding.finding_job import FindingJob

_log = structlog.get_logger(__name__)


class Line(Protocol):
    """Where tasks come from; ``FindingLines`` in production."""

    async def next(self) -> FindingJob | None:
        """Wait for a task."""
        ...

    async def answer(self, job: FindingJob, outcome: Outcome) -> None:
        """Hand an answer over."""
        ...


class Runner(Protocol):
    """Who does them; ``ChildRunner`` in production."""

    async def run(self, job: FindingJob) -> Outcome:
        """Do a task; what goes wrong is its answer."""
        ...


class FindingAgent:
    """One task at a time, for ever.

    Args:
        line: To the centre.
        runner: Does the tasks.
        back_off: Between calls that fail.
    """

    def __init__(self, line: Line, runner: Runner, back_off: BackOff) -> None:
        self._line = line
        self._runner = runner
        self._back_off = back_off
        self._told = False

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                job = await self._line.next()
                if job is not None:
                    await self._line.answer(job, await self._runner.run(job))
            except SharpEyesError as error:
                # Looking for cameras is no duty of the night: it never stops the worker.
                if not self._told:
                    self._told = True
                    _log.info("no tasks of finding cameras are taken", reason=str(error))
                await asyncio.sleep(self._back_off.next_s())
                continue
            self._back_off.reset()
            if self._told:
                self._told = False
                _log.info("tasks of finding cameras are taken again")
