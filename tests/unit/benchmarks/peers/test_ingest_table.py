from __future__ import annotations

from dataclasses import replace

from benchmarks.peers.ingest_table import table_head, table_row
from benchmarks.peers.run_result import RunResult

OURS = RunResult(
    "ours",
    "our worker",
    20,
    2.0,
    window_s=60.0,
    online=20,
    connect_s=2.04,
    cores=0.05,
    delivered=600,
    expected=600.0,
    latency_p50_s=0.1,
    latency_p99_s=0.3,
)


def cells(row: str) -> dict[str, str]:
    names, values = (
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in (table_head().splitlines()[0], row)
    )
    return dict(zip(names, values, strict=True))


def test_a_row_tells_cost_per_camera_and_what_came() -> None:
    row = cells(table_row(OURS, [OURS]))
    assert row["contender"] == "our worker"
    assert row["m/cam"] == "2.50"
    assert row["× ours"] == "1.00"
    assert row["samples"] == "600 / 600 (100.0%)"
    assert row["p50 / p99 s"] == "0.10 / 0.30"


def test_a_peer_is_compared_with_our_run_of_as_many_cameras() -> None:
    peer = replace(OURS, contender="opencv", cores=0.25, latency_p50_s=None)
    more = replace(OURS, cameras=440, online=440)
    row = cells(table_row(peer, [more, OURS, peer]))
    assert row["× ours"] == "5.00"
    assert row["p50 / p99 s"] == "—"
    assert cells(table_row(peer, [more, peer]))["× ours"] == "—"


def test_cost_is_shared_by_the_cameras_that_came() -> None:
    row = cells(table_row(replace(OURS, online=10, connect_s=None), []))
    assert row["came"] == "10 of 20"
    assert row["m/cam"] == "5.00"
    assert row["connect s"] == "—"


def test_who_delivers_too_little_does_not_keep_up() -> None:
    assert "does not keep up" in table_row(replace(OURS, delivered=500), [])


def test_a_run_that_failed_says_why_on_one_line_with_as_many_cells() -> None:
    failed = RunResult("ours", "our worker", 20, 2.0, note="it ended:\nbad | worse")
    row = table_row(failed, [])
    assert "\n" not in row
    assert "it ended: bad / worse" in row
    assert row.count("|") == table_head().splitlines()[0].count("|")


def test_held_streams_have_no_samples() -> None:
    held = replace(OURS, every_s=0.0, delivered=0, expected=0.0, latency_p50_s=None)
    row = cells(table_row(held, []))
    assert row["samples"] == "—"
    assert held.fits
