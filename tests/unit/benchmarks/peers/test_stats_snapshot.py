from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.sample_book import SampleBook
from benchmarks.peers.stats_snapshot import StatsSnapshot


def stats(**changes: Any) -> dict[str, Any]:
    camera = {"state": "online", "samples": 4, "gaps": 1, "source": "rtsp"}
    return {
        "cameras": {
            "a": {**camera, "latency_p50_s": 0.1, "latency_p99_s": 0.3},
            "b": {**camera, "state": "offline", "latency_p50_s": 0.2, "latency_p99_s": 0.9},
            "c": {**camera, "latency_p50_s": 0.4, "latency_p99_s": None, "source": "child"},
        },
        "process": {"wall_s": 8.5, "connect_s": None, **changes.get("process", {})},
        "totals": {"expected": 12, "delivered": 12, "late": 3, **changes.get("totals", {})},
    }


def test_figures_of_all_cameras_are_summed() -> None:
    snapshot = StatsSnapshot.of(stats())
    assert (snapshot.cameras, snapshot.online, snapshot.samples, snapshot.gaps) == (3, 2, 12, 3)
    assert snapshot.sources == (("child", 1), ("rtsp", 2))


def test_without_a_total_the_worst_cameras_latency_counts() -> None:
    snapshot = StatsSnapshot.of(stats())
    assert snapshot.latency_p50_s == pytest.approx(0.2)
    assert snapshot.latency_p99_s == pytest.approx(0.9)


def test_a_total_of_the_latency_goes_before() -> None:
    snapshot = StatsSnapshot.of(stats(totals={"latency_p50_s": 0.15, "latency_p99_s": 0.5}))
    assert snapshot.latency_p50_s == pytest.approx(0.15)
    assert snapshot.latency_p99_s == pytest.approx(0.5)


@pytest.mark.parametrize(("connect_s", "came"), [(None, False), (2.5, True)])
def test_all_came_once_although_one_is_away_now(connect_s: float | None, came: bool) -> None:
    assert StatsSnapshot.of(stats(process={"connect_s": connect_s})).all_came is came


def test_what_a_peer_writes_is_read_and_has_no_latency() -> None:
    book = SampleBook(["a"], 2.0)
    assert not StatsSnapshot.of(book.stats()).all_came
    book.add("a")
    snapshot = StatsSnapshot.of(book.stats())
    assert snapshot.all_came
    assert snapshot.samples == 1
    assert snapshot.latency_p99_s is None
    assert snapshot.tasks is None


def test_tasks_and_reconnects_are_none_until_the_worker_says_them() -> None:
    assert StatsSnapshot.of(stats()).tasks is None
    said = StatsSnapshot.of(stats(process={"tasks": 12}, totals={"reconnects": 3}))
    assert (said.tasks, said.reconnects) == (12, 3)


def test_a_file_that_is_not_there_yet_is_no_snapshot(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"
    assert StatsSnapshot.read(file) is None
    file.write_text(json.dumps(stats()), encoding="utf-8")
    assert StatsSnapshot.read(file) == StatsSnapshot.of(stats())
