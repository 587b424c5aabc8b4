from __future__ import annotations

import json

import pytest

from benchmarks.peers.soak_report import SoakReport
from benchmarks.peers.soak_sample import SoakSample


def report(end_mb: float = 100.0, end_tasks: int | None = 50) -> SoakReport:
    samples = [
        SoakSample(
            at_s=float(at_s),
            pss_mb=100.0 if at_s < 1000 else end_mb,
            threads=6,
            processes=2,
            file_descriptors=120,
            online=98,
            samples=at_s * 50,
            tasks=None if end_tasks is None else 50 if at_s < 1000 else end_tasks,
            reconnects=at_s // 10,
        )
        for at_s in range(0, 1200, 5)
    ]
    return SoakReport(100, samples, 300.0, cpu_cores=0.3, source_cores=0.1)


@pytest.mark.parametrize(
    ("end_mb", "end_tasks", "met"),
    [
        (100.0, 50, [True, True]),
        (101.9, 55, [True, True]),
        (102.1, 50, [False, True]),
        (90.0, 50, [True, True]),
        (100.0, 56, [True, False]),
        (100.0, 44, [True, False]),
        (100.0, None, [True, None]),
    ],
)
def test_memory_may_grow_by_a_fiftieth_and_tasks_may_vary_by_five(
    end_mb: float, end_tasks: int | None, met: list[bool | None]
) -> None:
    assert [bar.met for bar in report(end_mb, end_tasks).bars()] == met


def test_the_figures_are_one_line_of_json() -> None:
    figures = json.loads(json.dumps(report(end_mb=101.0).as_json()))
    assert figures["pss_growth_percent"] == pytest.approx(1.0)
    assert figures["reconnects"] == 119
    assert figures["met"] is True


def test_what_could_not_be_measured_is_not_met() -> None:
    assert report(end_tasks=None).as_json()["met"] is False


def test_a_run_cut_short_at_once_still_has_a_report() -> None:
    empty = SoakReport(100, [], 300.0, cpu_cores=0.0, source_cores=0.0)
    assert empty.as_json()["met"] is False
    assert "| tasks | — |" in empty.table()
