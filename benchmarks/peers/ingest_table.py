"""The table of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.run_result import RunResult

_COLUMNS = (
    "contender",
    "every s",
    "came",
    "m/cam",
    "× ours",
    "cores",
    "PSS MB",
    "threads",
    "processes",
    "connect s",
    "samples",
    "late",
    "p50 / p99 s",
    "source cores",
    "frames dropped",
    "other cores",
    "load before",
    "",
)


def table_head() -> str:
    """Return the first two lines."""
    return "| " + " | ".join(_COLUMNS) + " |\n" + "|---" * len(_COLUMNS) + "|"


def table_row(run: RunResult, results: Sequence[RunResult]) -> str:
    """Return a line.

    Args:
        run: What it tells of.
        results: All so far; ours of the same number of cameras and the same interval is 1.
    """
    if not run.measured:
        asked = f"0 of {run.cameras}"
        blanks = " | ".join("—" for _ in _COLUMNS[3:-1])
        words = " ".join(run.note.split()).replace("|", "/") or "nothing came"
        return f"| {run.title} | {run.every_s:g} | {asked} | {blanks} | {words} |"
    cells = (
        run.title,
        f"{run.every_s:g}",
        f"{run.online} of {run.cameras}",
        f"{run.per_camera_m:.2f}",
        _times_ours(run, results),
        f"{run.cores:.3f}",
        f"{run.pss_mb:.0f}",
        f"{run.threads}",
        f"{run.processes}",
        "—" if run.connect_s is None else f"{run.connect_s:.1f}",
        "—" if run.share is None else f"{run.delivered} / {run.expected:.0f} ({run.share:.1%})",
        "—" if run.share is None else f"{run.late}",
        _latency(run),
        f"{run.source_cores:.3f}",
        "—" if run.source_dropped is None else f"{run.source_dropped}",
        f"{run.other_cores:.2f}",
        f"{run.load_before:.2f}",
        " ".join(run.note.split()) or ("" if run.fits else "does not keep up"),
    )
    return "| " + " | ".join(cells) + " |"


def _times_ours(run: RunResult, results: Sequence[RunResult]) -> str:
    for one in results:
        same = one.cameras == run.cameras and one.every_s == run.every_s
        if one.contender == "ours" and same and one.per_camera_m and run.per_camera_m:
            return f"{run.per_camera_m / one.per_camera_m:.2f}"
    return "—"


def _latency(run: RunResult) -> str:
    if run.latency_p50_s is None or run.latency_p99_s is None:
        return "—"
    return f"{run.latency_p50_s:.2f} / {run.latency_p99_s:.2f}"
