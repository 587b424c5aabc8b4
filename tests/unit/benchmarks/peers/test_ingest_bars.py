from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.peers.bar import Bar
from benchmarks.peers.ingest_bars import ingest_bars
from benchmarks.peers.run_result import RunResult

TOWN = RunResult(
    "ours",
    "ours",
    440,
    2.0,
    window_s=60.0,
    online=440,
    connect_s=3.0,
    cores=1.0,
    pss_mb=80.0,
    delivered=13_200,
    expected=13_200.0,
    late=0,
    latency_p50_s=0.2,
    latency_p99_s=0.6,
    source_cores=0.1,
)


def bar(words: str, *results: RunResult) -> Bar:
    found = [
        one
        for one in ingest_bars(results)
        if one.what.startswith(words) or f"{one.what} (" == words
    ]
    assert len(found) == 1, f"{words}: {[one.what for one in ingest_bars(results)]}"
    return found[0]


def test_nothing_measured_is_neither_met_nor_missed() -> None:
    assert [one.met for one in ingest_bars([])] == [None] * 12
    assert all("not measured" in one.line() for one in ingest_bars([]))


@pytest.mark.parametrize(
    ("words", "change", "met"),
    [
        ("samples", {}, True),
        ("samples", {"delivered": 13_133}, False),
        ("intervals", {"late": 13}, True),
        ("intervals", {"late": 14}, False),
        ("intervals", {"late": 14, "long_share": 0.0005}, True),
        ("intervals", {"late": 0, "long_share": 0.002}, False),
        ("p99", {"latency_p99_s": 1.0}, True),
        ("p99", {"latency_p99_s": 1.01}, False),
        ("p99", {"latency_p99_s": None}, None),
        ("cores (", {"cores": 1.1}, True),
        ("cores (", {"cores": 1.11}, False),
        ("cores (", {"online": 439}, False),
        ("memory", {"pss_mb": 121.0}, False),
        ("connected", {"connect_s": 5.0}, True),
        ("connected", {"connect_s": None, "online": 439}, False),
        ("load source", {"source_cores": 0.16}, False),
    ],
)
def test_a_bar_of_the_town_is_met_or_missed(
    words: str, change: dict[str, float], met: bool | None
) -> None:
    assert bar(words, replace(TOWN, **change)).met is met  # type: ignore[arg-type]


def test_the_run_with_the_most_cameras_counts() -> None:
    small = replace(TOWN, cameras=20, online=20, pss_mb=500.0)
    assert bar("memory", small, TOWN).met is True
    assert bar("memory", small).met is False


def test_held_streams_a_slow_sample_and_two_thousand_are_told_apart() -> None:
    held = replace(TOWN, every_s=0.0, cores=0.05)
    six = replace(TOWN, every_s=6.0, cores=0.5)
    many = replace(held, cameras=2000, online=2000, cores=0.19)
    assert bar("cores, streams held", held, six, many).met is True
    assert bar("cores, one sample per 6 s", held, six, many).met is False
    assert bar("cores, 2000 streams", held, six, many).met is True
    assert bar("cores (", held, six, many).met is None


def test_a_peer_counts_with_the_most_cameras_it_kept_up_with() -> None:
    small = replace(TOWN, contender="opencv", cameras=20, online=20, cores=0.25, delivered=600)
    small = replace(small, expected=600.0)
    drowned = replace(TOWN, contender="opencv", cameras=440, online=440, cores=1.9, delivered=5000)
    # 2.27 m against 12.5 m; against the drowned one, at 4.3 m, it would be missed.
    assert bar("CPU per camera against opencv", TOWN, small, drowned).met is True
    assert bar("CPU per camera against opencv", TOWN, drowned).met is False
    assert bar("CPU per camera against ffmpeg", TOWN, small).met is None
