"""The tables and the verdict over many series."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from benchmarks.lasting_change.series_result import SeriesResult

RECALL_BAR = 0.95
FALSE_BAR = 1.0
"""False alarms per 100 camera-days."""

LEAST_SERIES = 200
LEAST_DAYS = 14


def summary(results: Sequence[SeriesResult]) -> dict[str, Any]:
    """Return the figures of a run, ready for JSON."""
    days = sum(one.days for one in results)
    wanted = [structure for one in results for structure in one.wanted]
    false = [alarm for one in results for alarm in one.false]
    in_time = sum(structure[1] for structure in wanted)
    delays = [structure[2] for structure in wanted if structure[2] is not None]
    recall = in_time / len(wanted) if wanted else 1.0
    per_100 = 100 * len(false) / max(1, days)
    visits = sum(one.visits for one in results)
    large = len(results) >= LEAST_SERIES and all(one.days >= LEAST_DAYS for one in results)
    return {
        "series": len(results),
        "camera_days": days,
        "visits": visits,
        "structures": len(wanted),
        "found_within_2_days": in_time,
        "recall": round(recall, 4),
        "median_delay_days": round(statistics.median(delays), 2) if delays else None,
        "false_alarms": len(false),
        "false_on_permitted_ground": sum(alarm[2] for alarm in false),
        "false_alarms_per_100_camera_days": round(per_100, 3),
        "cpu_ms_per_visit": round(
            sum(one.cpu_ms * one.visits for one in results) / max(1, visits), 1
        ),
        "render_cpu_s": round(sum(one.render_s for one in results), 1),
        "largest_state_bytes": max((one.bytes_kept for one in results), default=0),
        "large_enough": large,
        "bars_met": bool(recall >= RECALL_BAR and per_100 <= FALSE_BAR),
    }


def tables(results: Sequence[SeriesResult]) -> str:
    """Return recall by kind of structure and false alarms by nuisance as Markdown."""
    by_kind: dict[str, list[tuple[bool, float | None]]] = defaultdict(list)
    for one in results:
        for kind, in_time, delay, _share in one.wanted:
            by_kind[kind].append((in_time, delay))
    lines = ["| structure | wanted | within 2 days | median delay, days |", "|---|---|---|---|"]
    for kind, found in sorted(by_kind.items()):
        delays = [delay for _in_time, delay in found if delay is not None]
        median = f"{statistics.median(delays):.1f}" if delays else "—"
        lines.append(f"| {kind} | {len(found)} | {sum(one for one, _ in found)} | {median} |")
    days: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    for one in results:
        days.update(one.nuisance_days)
        for _at, nuisances, _permitted, _share in one.false:
            alarms.update(nuisances or ("none",))
    lines += [
        "",
        "An alarm counts under every nuisance that was in the picture when it was raised.",
        "",
        "| nuisance | camera-days with it | false alarms beside it | per 100 such days |",
        "|---|---|---|---|",
    ]
    for name in sorted(days | alarms):
        per_100 = f"{100 * alarms[name] / days[name]:.2f}" if days[name] else "—"
        lines.append(f"| {name} | {days[name]} | {alarms[name]} | {per_100} |")
    return "\n".join(lines)
