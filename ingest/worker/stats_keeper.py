"""Keeps the statistics of ``--stats`` up to date on disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from ingest.worker.stats import write_stats

_log = structlog.get_logger(__name__)

STATS_EVERY_S = 5.0
WORK_SHARE = 0.01
"""Of thousands of cameras statistics are written less often: they take 1 % of a core at most."""

Stats = Callable[[], Mapping[str, Any]]
"""Puts the statistics together; called in a thread."""


async def keep_stats(stats: Stats, path: Path | None) -> None:
    """Write the statistics every few seconds; until cancelled, or not at all without a path."""
    told = False
    wait_s = STATS_EVERY_S
    while path is not None:
        await asyncio.sleep(wait_s)
        cpu_s = await put_stats(stats, path, told=told)
        told = cpu_s is None
        wait_s = max(STATS_EVERY_S, (cpu_s or 0.0) / WORK_SHARE)


async def put_stats(stats: Stats, path: Path, *, told: bool) -> float | None:
    """Write the statistics; a disk that fails costs them alone, and is said once.

    Args:
        stats: Puts them together.
        path: The file.
        told: Whether a failure has been said before.

    Returns:
        The processor seconds it took; none if the disk failed.
    """
    try:
        return await asyncio.to_thread(_put, stats, path)
    except OSError as error:
        if not told:
            _log.warning("statistics cannot be written", path=str(path), reason=str(error))
        return None


def _put(stats: Stats, path: Path) -> float:
    began_s = time.thread_time()
    write_stats(path, stats())
    return time.thread_time() - began_s
