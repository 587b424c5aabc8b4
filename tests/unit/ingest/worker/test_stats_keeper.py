"""Statistics on disk: by and by, and a disk that fails is said once."""

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
import structlog.testing

from ingest.worker import stats_keeper
from ingest.worker.stats_keeper import keep_stats, put_stats


async def test_what_was_written_is_what_was_put_together(tmp_path: Path) -> None:
    path = tmp_path / "stats.json"
    assert await put_stats(lambda: {"cameras": 3}, path, told=False) is not None
    assert json.loads(path.read_text()) == {"cameras": 3}


async def test_a_disk_that_fails_is_said_once(tmp_path: Path) -> None:
    full = tmp_path / "folder" / "stats.json"
    full.mkdir(parents=True)
    with structlog.testing.capture_logs() as logs:
        assert await put_stats(dict, full, told=False) is None
        assert await put_stats(dict, full, told=True) is None
    assert [one["event"] for one in logs] == ["statistics cannot be written"]


@pytest.mark.parametrize(("work_s", "waits_s"), [(0.0, 5.0), (0.2, 20.0)])
async def test_statistics_that_cost_more_are_written_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work_s: float, waits_s: float
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise asyncio.CancelledError

    def stats() -> dict[str, int]:
        until_s = time.thread_time() + work_s
        while time.thread_time() < until_s:
            pass
        return {}

    monkeypatch.setattr(stats_keeper.asyncio, "sleep", sleep)
    with suppress(asyncio.CancelledError):
        await keep_stats(stats, tmp_path / "stats.json")
    assert waits[0] == 5.0
    assert waits[1] >= waits_s


async def test_without_a_path_nothing_is_written() -> None:
    await keep_stats(dict, None)
