"""Statistics of a run, as ``--stats`` writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from ingest.health import CameraHealth
from ingest.schedule.figures import ScheduleFigures
from ingest.worker.sample_log import SampleLog

_DIGITS = 4


def run_stats(
    health: Mapping[str, CameraHealth],
    samples: SampleLog,
    schedule: ScheduleFigures,
    *,
    wall_s: float,
    connect_s: float | None,
) -> dict[str, Any]:
    """Put the statistics of a run together.

    Args:
        health: Snapshot by camera.
        samples: What was decoded.
        schedule: How promises were kept.
        wall_s: How long the worker ran since its streams were set.
        connect_s: When the last camera was online for the first time, since the same moment; none
            when one never was.

    Returns:
        ``cameras``, ``process``, ``totals`` and ``schedule``; times in seconds, memory in MB
        (10^6 bytes) of proportional set size, all of the whole process tree.
    """
    cameras: dict[str, dict[str, Any]] = {}
    for camera_id, one in sorted(health.items()):
        own = samples.of(camera_id)
        cameras[camera_id] = {
            "state": one.state.value,
            "samples": own.samples,
            "gaps": own.gaps,
            "latency_p50_s": _rounded(own.latency_s(0.5)),
            "latency_p99_s": _rounded(own.latency_s(0.99)),
            "source": "rtsp",
            "looks": dict(sorted(own.looks.items())),
        }
    delivered = sum(own["samples"] for own in cameras.values())
    return {
        "cameras": cameras,
        "process": _process(wall_s, connect_s),
        "totals": {
            "expected": int(samples.expected_per_s() * wall_s),
            "delivered": delivered,
            "late": sum(own["gaps"] for own in cameras.values()),
        },
        "schedule": {
            "factor": _rounded(schedule.factor),
            "load": _rounded(schedule.load),
            "looks": schedule.looks,
            "late": schedule.late,
        },
    }


def _process(wall_s: float, connect_s: float | None) -> dict[str, Any]:
    cpu_s = 0.0
    memory_bytes = 0
    threads = 0
    own = psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        try:
            times = process.cpu_times()
            cpu_s += times.user + times.system
            memory = process.memory_full_info()
            memory_bytes += getattr(memory, "pss", memory.rss)
            threads += process.num_threads()
        except psutil.Error:
            continue  # it ended meanwhile
    return {
        "wall_s": _rounded(wall_s),
        "cpu_s": _rounded(cpu_s),
        "pss_mb": round(memory_bytes / 1e6, 1),
        "threads": threads,
        "connect_s": _rounded(connect_s),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def write_stats(path: Path, stats: Mapping[str, Any]) -> None:
    """Write statistics as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(stats, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)
