"""Samples, latencies, and the statistics of a run."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from ingest.health import CameraHealth
from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.kind_figures import KindFigures
from ingest.schedule.look import LookKind
from ingest.source_kind import SourceKind
from ingest.worker.latency_histogram import LatencyHistogram
from ingest.worker.process_tree import measure_tree
from ingest.worker.sample_log import SampleLog
from ingest.worker.stats import run_stats, write_stats
from sharp_eyes.clock import ManualClock
from sharp_eyes.node.health import CameraState

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def logged(*steps_s: float, every_s: float = 2.0) -> tuple[SampleLog, ManualClock]:
    """A log of one camera, with a sample after each step."""
    clock = ManualClock()
    log = SampleLog(clock)
    log.expect({"a": every_s})
    for step_s in steps_s:
        clock.advance(step_s)
        log.add("a", clock.now() - timedelta(seconds=0.1), clock.now())
    return log, clock


def test_gaps_are_intervals_over_one_and_a_half_times_the_one_asked_for() -> None:
    log, _clock = logged(0.0, 2.0, 2.9, 3.1, 2.0)
    one = log.of("a")
    assert (one.samples, one.intervals, one.gaps, one.long_intervals) == (5, 4, 1, 1)
    assert one.latency.quantile(0.5) == pytest.approx(0.1, rel=0.02)
    assert log.of("b").latency.quantile(0.5) is None
    assert log.expected_per_s() == 0.5


@pytest.mark.parametrize(
    ("steps_s", "after_s", "expected"),
    [
        ((3.0, 2.0, 2.0), 0.0, 3),
        ((3.0, 2.0, 2.0), 1.9, 3),
        ((3.0, 2.0, 2.0), 2.6, 4),
        ((3.0,), 0.0, 1),
        ((3.0, 20.0), 0.0, 11),
        ((), 10.0, 5),
    ],
)
def test_samples_are_expected_from_the_first_one_on_or_from_the_start_if_none_came(
    steps_s: tuple[float, ...], after_s: float, expected: int
) -> None:
    log, clock = logged(*steps_s)
    clock.advance(after_s)
    assert log.expected("a", clock.monotonic_s()) == expected


def test_a_changed_interval_keeps_what_was_counted_and_makes_no_gap() -> None:
    log, clock = logged(0.0, 2.0, 2.0)
    log.expect({"a": 10.0})
    for _ in range(3):
        clock.advance(10)
        log.add("a", clock.now(), clock.now())
    one = log.of("a")
    assert (one.samples, one.gaps) == (6, 0)
    assert log.expected("a", clock.monotonic_s()) == 6
    log.expect({"b": 2.0})
    assert log.of("a").samples == 0


def test_quantiles_are_exact_to_two_per_cent_whatever_the_sizes() -> None:
    random = Random(4)
    values = sorted(random.lognormvariate(-1.5, 1.2) for _ in range(5000))
    histogram = LatencyHistogram()
    for value in values:
        histogram.add(value)
    for share in (0.01, 0.5, 0.99):
        exact = values[int(share * (len(values) - 1))]
        assert histogram.quantile(share) == pytest.approx(exact, rel=0.021)


@pytest.mark.parametrize("seconds", [-5.0, 0.0, 1e9, float("nan")])
def test_a_latency_that_cannot_be_is_counted_and_breaks_nothing(seconds: float) -> None:
    histogram = LatencyHistogram()
    histogram.add(seconds)
    assert histogram.quantile(0.5) is not None


def test_statistics_have_the_promised_form(tmp_path: Path) -> None:
    log, clock = logged(0.0, 2.0, 2.0, 4.0)
    log.looked("a", "crowd")
    health = {
        "a": CameraHealth("a", CameraState.ONLINE, NOW, source=SourceKind.CHILD),
        "b": CameraHealth("b", CameraState.OFFLINE, NOW),
    }
    schedule = ScheduleFigures(
        1.5, 1.32, 2.0, 9, 1, 0, {LookKind.SAMPLE: KindFigures(2, 8, 1, 0, 1.1, 0.004)}
    )
    stats = run_stats(health, log, schedule, wall_s=clock.monotonic_s(), connect_s=1.25)
    write_stats(tmp_path / "new" / "stats.json", stats)
    read = json.loads((tmp_path / "new" / "stats.json").read_text(encoding="utf-8"))
    assert set(read) == {"cameras", "process", "totals", "schedule"}
    a, b = read["cameras"]["a"], read["cameras"]["b"]
    assert (a["state"], a["samples"], a["gaps"], a["source"]) == ("online", 4, 1, "rtsp-child")
    assert a["latency_p50_s"] == pytest.approx(0.1, rel=0.02)
    assert a["latency_p99_s"] == pytest.approx(0.1, rel=0.02)
    assert (b["samples"], b["latency_p99_s"], b["source"]) == (0, None, "rtsp")
    assert {"wall_s", "cpu_s", "pss_mb", "threads", "connect_s"} <= set(read["process"])
    before = run_stats(health, log, schedule, wall_s=1.0, connect_s=None, cpu_before_s=1000.0)
    assert before["process"]["cpu_s"] < 0 < read["process"]["cpu_s"]
    totals = read["totals"]
    assert (totals["expected"], totals["delivered"], totals["late"]) == (5, 4, 1)
    assert (totals["intervals"], totals["intervals_over_3s"]) == (3, 1)
    assert totals["latency_p99_s"] == a["latency_p99_s"]
    assert read["schedule"]["factor"] == 1.5
    assert read["schedule"]["kinds"]["sample"]["kept"] == 8


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
child.communicate(b"\\n")
"""


def test_the_whole_process_tree_is_measured_from_the_root_that_is_named() -> None:
    # A tree of its own: below this process may be a database server of other tests, whose
    # processes come and go.
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        whole, both, named = measure_tree(), measure_tree(parent.pid), measure_tree(child)
    finally:
        parent.communicate(b"\n")
    assert (both.processes, named.processes) == (2, 1)
    assert named.threads == 1
    assert 0 < named.pss_bytes < both.pss_bytes < whole.pss_bytes
    assert whole.processes >= 3
    assert measure_tree(parent.pid).processes >= 1, "a root that is gone is not the end of it"
