"""Statistics of a run, as ``--stats`` writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.health import CameraHealth
from ingest.schedule.figures import ScheduleFigures
from ingest.worker.process_tree import measure_tree
from ingest.worker.sample_log import SampleLog

_DIGITS = 4


def run_stats(
    health: Mapping[str, CameraHealth],
    samples: SampleLog,
    schedule: ScheduleFigures,
    *,
    wall_s: float,
    connect_s: float | None,
    root_pid: int | None = None,
    cpu_before_s: float = 0.0,
    tasks: int | None = None,
) -> dict[str, Any]:
    """Put the statistics of a run together.

    Args:
        health: Snapshot by camera.
        samples: What was decoded.
        schedule: How promises were kept.
        wall_s: How long the worker ran since its streams were set.
        connect_s: When the last camera was online for the first time, since the same moment; none
            when one never was.
        root_pid: The process from which the tree is measured; none for this one.
        cpu_before_s: Processor seconds that the tree had used when its streams were set.
        tasks: Of the worker's event loop; none where nobody counted.

    Returns:
        ``cameras``, ``process``, ``totals`` and ``schedule``; times in seconds, memory in MB
        (10^6 bytes) of proportional set size, all of the whole process tree. ``cpu_s`` was used in
        ``wall_s``, ``start_cpu_s`` before. Samples are expected
        of a camera from its first one on; ``late`` counts gaps, which are intervals over 1.5 times
        the one asked for.
    """
    cameras: dict[str, dict[str, Any]] = {}
    totals = dict.fromkeys(("expected", "delivered", "late", "intervals", "intervals_over_3s"), 0)
    for camera_id, one in sorted(health.items()):
        own = samples.of(camera_id)
        totals["expected"] += samples.expected(camera_id, wall_s)
        totals["delivered"] += own.samples
        totals["late"] += own.gaps
        totals["intervals"] += own.intervals
        totals["intervals_over_3s"] += own.long_intervals
        cameras[camera_id] = {
            "state": one.state.value,
            "samples": own.samples,
            "gaps": own.gaps,
            "latency_p50_s": _rounded(own.latency.quantile(0.5)),
            "latency_p99_s": _rounded(own.latency.quantile(0.99)),
            "source": one.source.value,
            "reconnects": one.reconnects,
            "looks": dict(sorted(dict(own.looks).items())),
        }
    return {
        "cameras": cameras,
        "process": {**_process(wall_s, connect_s, root_pid, cpu_before_s), "tasks": tasks},
        "totals": {
            **totals,
            "expected_since_start": int(samples.expected_per_s() * wall_s),
            "latency_p50_s": _rounded(samples.latency.quantile(0.5)),
            "latency_p99_s": _rounded(samples.latency.quantile(0.99)),
        },
        "schedule": _schedule(schedule),
    }


def _process(
    wall_s: float, connect_s: float | None, root_pid: int | None, cpu_before_s: float
) -> dict[str, Any]:
    tree = measure_tree(root_pid)
    return {
        "wall_s": _rounded(wall_s),
        "cpu_s": _rounded(tree.cpu_s - cpu_before_s),
        "start_cpu_s": _rounded(cpu_before_s),
        "pss_mb": round(tree.pss_bytes / 1e6, 1),
        "threads": tree.threads,
        "processes": tree.processes,
        "connect_s": _rounded(connect_s),
    }


def _schedule(schedule: ScheduleFigures) -> dict[str, Any]:
    return {
        "factor": _rounded(schedule.factor),
        "load": _rounded(schedule.load),
        "budget_cores": _rounded(schedule.budget_cores),
        "looks": schedule.looks,
        "late": schedule.late,
        "fetched_cameras": schedule.fetched_cameras,
        "kinds": {
            kind.value: {
                "promises": one.promises,
                "kept": one.kept,
                "missed": one.missed,
                "extra": one.extra,
                "worst_ratio": _rounded(one.worst_ratio),
                "cost_s": _rounded(one.cost_s),
            }
            for kind, one in schedule.kinds.items()
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def write_stats(path: Path, stats: Mapping[str, Any]) -> None:
    """Write statistics as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(stats, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)
