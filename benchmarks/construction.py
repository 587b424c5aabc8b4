"""How well lasting change is told from what comes and goes.

Run: ``python -m benchmarks.construction`` for 200 generated series of 16 days from seed 1000 on
(seeds 0 to 999 are for development; note every run on others in ``construction_runs.md``), and
``python -m benchmarks.construction --real --clips FOLDER`` for recorded footage. Series are
rendered once into ``--folder`` and results are kept beside them by the detector's code, so that a
run that was cut off goes on where it was. The last line is JSON; the exit status is 1 where a bar
is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from benchmarks.lasting_change.footage import clips
from benchmarks.lasting_change.real import run_clip
from benchmarks.lasting_change.result_cache import ResultCache
from benchmarks.lasting_change.series_result import SeriesResult
from benchmarks.lasting_change.series_run import run_series
from benchmarks.lasting_change.summary import summary, tables

REAL_RECALL_BAR = 0.9
FIRST_SEED = 1000


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--days", type=int, default=16)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache/sharp-eyes/lapse")
    parser.add_argument("--real", action="store_true", help="recorded footage instead")
    parser.add_argument("--clips", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--structures", type=int, default=8, help="drawn into each clip")
    asked = parser.parse_args()
    return _real(asked) if asked.real else _series(asked)


def _series(asked: argparse.Namespace) -> int:
    cache = ResultCache(asked.folder, asked.days)
    seeds = range(asked.first_seed, asked.first_seed + asked.series)
    done = {seed: one for seed, one in cache.load().items() if seed in seeds}
    todo = [seed for seed in seeds if seed not in done]
    print(f"{len(done)} series done before, {len(todo)} to do; results in {cache.path}", flush=True)
    with ProcessPoolExecutor(max_workers=asked.processes) as processes:
        jobs = {processes.submit(_one, seed, asked.days, asked.folder): seed for seed in todo}
        for job in as_completed(jobs):
            result = job.result()
            cache.add(result)
            done[result.seed] = result
            _tell(result, len(done), len(seeds))
    results = [done[seed] for seed in sorted(done)]
    figures = summary(results)
    print(tables(results))
    print(json.dumps(figures))
    return 0 if figures["bars_met"] and figures["large_enough"] else 1


def _one(seed: int, days: int, folder: Path) -> SeriesResult:
    import cv2

    from detectors.construction.works_sight import WorksSight
    from detectors.models.loading import default_model_path, load_model

    cv2.setNumThreads(1)
    return run_series(seed, days, folder, load_model(default_model_path()), WorksSight())


def _tell(result: SeriesResult, done: int, of: int) -> None:
    found = sum(one[1] for one in result.wanted)
    print(
        f"{done}/{of} seed {result.seed} {result.layout}: {found} of {len(result.wanted)} in time, "
        f"{len(result.false)} false, {result.cpu_ms:.0f} ms a visit",
        flush=True,
    )


def _real(asked: argparse.Namespace) -> int:
    import cv2

    from detectors.construction.works_sight import WorksSight
    from detectors.models.loading import default_model_path, load_model

    cv2.setNumThreads(1)
    model, sight = load_model(default_model_path()), WorksSight()
    results = []
    print("| clip | visits | false alerts | drawn | found |\n|---|---|---|---|---|")
    for path in clips(asked.clips):
        one = run_clip(path, model, sight, asked.structures)
        results.append(one)
        print(
            f"| {one.name} | {one.visits} | {one.false} | {one.drawn} | {one.found} |", flush=True
        )
    drawn, found = sum(one.drawn for one in results), sum(one.found for one in results)
    false = sum(one.false for one in results)
    recall = found / max(1, drawn)
    met = bool(results) and false == 0 and recall >= REAL_RECALL_BAR
    print(
        json.dumps(
            {
                "clips": [asdict(one) for one in results],
                "recall": round(recall, 4),
                "false_alerts": false,
                "bars_met": met,
            }
        )
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
