"""Jobs that run for as long as the centre does."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from command_center.background_jobs import BackgroundJobs

LIMIT_S = 20


async def test_a_job_that_fails_is_started_again_and_told_of_once() -> None:
    jobs = BackgroundJobs(restart_s=0)
    begun = 0
    running = asyncio.Event()

    async def job() -> None:
        nonlocal begun
        begun += 1
        if begun <= 3:
            raise RuntimeError("broken")
        running.set()
        await asyncio.Event().wait()

    with capture_logs() as logs:
        jobs.start("work", job)
        async with asyncio.timeout(LIMIT_S):
            await running.wait()
    assert begun == 4
    assert [(line["job"], line["log_level"]) for line in logs] == [("work", "error")]
    await jobs.stop()


async def test_stopping_cancels_jobs_and_waits_for_them() -> None:
    jobs = BackgroundJobs(restart_s=0)
    running, ended = asyncio.Event(), asyncio.Event()

    async def job() -> None:
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    jobs.start("work", job)
    async with asyncio.timeout(LIMIT_S):
        await running.wait()
        await jobs.stop()
    assert ended.is_set()
