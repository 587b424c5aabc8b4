"""Crowds: what each object model counts on ``vtest.avi``, and crowd incidents on generated squares.

python -m benchmarks.crowd --truth pets09_s2l1_gt.txt [--model FAMILY=FILE …] [--seeds 200-211]

The models: boxes against the truth at IoU .5, counts, and CPU time beside NanoDet in float32 at
416 x 416 in the same run. Bars for the default model at its default threshold: F1 at least .89,
count MAE at most .65, and at most .36 of that time on pictures of 640 x 360.

The squares: 12 to 20 people gather and leave twice, a look every 10 s, the default hold times.
Three zones each: one whose limit is reached, one whose limit never is, and one by people per m².
Bars: every real crowd found, at most 3 looks after its hold time was over, and no other incident.
Ends with status 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.crowds.square_run import SquareRun, run_square
from benchmarks.crowds.standing import CROWDS, standing_counts
from benchmarks.crowds.zone_result import ZoneResult
from benchmarks.models.model_table import as_markdown, model_table
from detectors.models.family import ModelFamily
from detectors.models.loading import default_model_path, load_model
from detectors.models.object_model import ObjectModel
from sharp_eyes.registry.analytics import Analytics

MAX_DELAY_LOOKS = 3.0


LEAST_F1, MOST_MAE, MOST_COST = 0.89, 0.65, 0.36


def models(console: Console, truth: Path | None, others: list[tuple[ModelFamily, Path]]) -> bool:
    """Print what every object model at hand counts on ``vtest.avi``, and what a look costs.

    Returns:
        Whether all bars were held; without a truth only that of the cost.
    """
    rows, wide = model_table(truth, others=others)
    console.print(as_markdown(rows), highlight=False, markup=False, soft_wrap=True)
    console.print("\nThe same frames at 640 x 360:\n")
    console.print(as_markdown(wide), highlight=False, markup=False, soft_wrap=True)
    usual = Analytics().person_threshold
    score = next(
        (row.score for row in rows if "(default)" in row.model and row.threshold == usual), None
    )
    cost = next(row.ratio for row in wide if "(default)" in row.model)
    bars = {f"cost at most .36: {cost:.2f}": cost <= MOST_COST}
    if score is not None:
        bars |= {
            f"F1 at least .89: {score.f1:.3f}": score.f1 >= LEAST_F1,
            f"count MAE at most .65: {score.count_mae:.2f}": score.count_mae <= MOST_MAE,
        }
    return _held(console, bars)


def squares(console: Console, seeds: range) -> bool:
    """Print how crowds on generated squares were found.

    Returns:
        Whether all bars were held.
    """
    model = load_model(default_model_path())
    _standing(console, model, seeds[:3])
    runs: list[SquareRun] = []
    for seed in seeds:
        runs.append(run_square(seed, model))
        console.print(f"seed {seed}", highlight=False, style="dim")
    sums: dict[str, ZoneResult] = {}
    for run in runs:
        for name, result in run.zones.items():
            sums.setdefault(name, ZoneResult()).add(result)
    table = Table(title=f"crowds on {len(seeds)} generated squares, seeds {seeds[0]}-{seeds[-1]}")
    for column in (
        "zone",
        "crowds",
        "found",
        "false",
        "delay, looks: median",
        "worst",
        "end: median",
    ):
        table.add_column(column, justify="right")
    for name, result in sums.items():
        table.add_row(
            name,
            str(result.episodes),
            str(result.found),
            str(result.false),
            _figure(result.delays, np.median),
            _figure(result.delays, np.max),
            _figure(result.end_delays, np.median),
        )
    console.print(table)
    errors = np.array([error for run in runs for error in run.errors])
    densities = np.array([error for run in runs for error in run.density_errors])
    ahead = np.array([error for run in runs for error in run.ahead_errors])
    looks = sum(run.looks for run in runs)
    console.print(
        f"{looks} looks: count off by {np.abs(errors).mean():.2f} in the mean, bias "
        f"{errors.mean():+.2f} people; density off by {np.abs(densities).mean():.3f}, bias "
        f"{densities.mean():+.3f} people/m²\n"
        f"time to the limit: told {len(ahead)} times, off by {_figure(np.abs(ahead), np.median)} "
        "looks in the middle\n"
        f"CPU per look, three zones: {1000 * sum(run.cpu_s for run in runs) / looks:.1f} ms",
        highlight=False,
    )
    whole = ZoneResult()
    for result in sums.values():
        whole.add(result)
    for line in whole.missed:
        console.print(line, style="red", highlight=False)
    bars = {
        f"all found: {whole.found} of {whole.episodes}": whole.found == whole.episodes > 0,
        f"delay at most 3 looks: {_figure(whole.delays, np.max)}": max(whole.delays, default=9.0)
        <= MAX_DELAY_LOOKS,
        f"none false: {whole.false}": whole.false == 0,
    }
    return _held(console, bars)


def _standing(console: Console, model: ObjectModel, seeds: range) -> None:
    counts = list(standing_counts(model, seeds))
    table = Table(title=f"people standing on {len(seeds)} squares")
    for column in ("people", "boxes at the threshold", "counted", "error", '"at least"'):
        table.add_column(column, justify="right")
    for crowd in CROWDS:
        mine = [one for one in counts if one.crowd == crowd]
        counted = float(np.mean([one.counted for one in mine]))
        table.add_row(
            str(crowd),
            f"{np.mean([one.sure for one in mine]):.1f}",
            f"{counted:.1f}",
            f"{counted - crowd:+.1f}",
            f"{sum(one.at_least for one in mine)} of {len(mine)}",
        )
    console.print(table)


def _held(console: Console, bars: dict[str, bool]) -> bool:
    for bar, held in bars.items():
        console.print(f"{'held' if held else 'MISSED'}: {bar}", style="" if held else "bold red")
    return all(bars.values())


def _figure(values: object, of: object) -> str:
    array = np.asarray(values, np.float64)
    return f"{of(array):.1f}" if len(array) and callable(of) else "—"


def _model(text: str) -> tuple[ModelFamily, Path]:
    family, _, file = text.partition("=")
    return ModelFamily(family), Path(file)


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main() -> int:
    """Print the tables; 1 where a bar was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--truth", type=Path, help="MOTChallenge text of PETS 2009 S2.L1")
    parser.add_argument("--seeds", type=_seeds, default=range(200, 212), help="for example 1-8")
    parser.add_argument("--model", type=_model, action="append", default=[], help="FAMILY=FILE")
    parser.add_argument("--only", choices=("models", "squares"))
    options = parser.parse_args()
    cv2.setNumThreads(1)
    console, held = Console(), True
    if options.only != "squares":
        held = models(console, options.truth, options.model)
    if options.only != "models":
        held = squares(console, options.seeds) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
