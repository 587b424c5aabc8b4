"""Keeps the statistics of ``--stats`` up to date on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from ingest.worker.stats import write_stats

_log = structlog.get_logger(__name__)

STATS_EVERY_S = 5.0

Stats = Callable[[], Mapping[str, Any]]
"""Puts the statistics together; called in a thread."""


async def keep_stats(stats: Stats, path: Path | None) -> None:
    """Write the statistics every few seconds; until cancelled, or not at all without a path."""
    told = False
    while path is not None:
        await asyncio.sleep(STATS_EVERY_S)
        told = await put_stats(stats, path, told=told)


async def put_stats(stats: Stats, path: Path, *, told: bool) -> bool:
    """Write the statistics; a disk that fails costs them alone, and is said once.

    Args:
        stats: Puts them together.
        path: The file.
        told: Whether a failure has been said before.

    Returns:
        Whether it has been said.
    """
    try:
        write_stats(path, await asyncio.to_thread(stats))
    except OSError as error:
        if not told:
            _log.warning("statistics cannot be written", path=str(path), reason=str(error))
        return True
    return False
