"""Ingest beside its peers: the same cameras, the same samples, one after the other.

    python -m benchmarks.ingest --cameras 20,100,440 --seconds 30 --also hold,six,2000

The cameras are simulated in a process of their own, which is reported apart. Everybody delivers one
picture of 416 px width per camera and interval (our worker decodes; its picture is made when a
detector looks). The measuring window begins when all cameras have delivered, or when the limit is
over. "m/cam" is thousandths of a core per camera that came; "late" counts intervals of more than
1.5 times the one asked for; "frames dropped" are those that the load source could not hand over as
nobody read them; "other cores" is what neither the contender nor the load source used: on a quiet
machine about none. A contender that did not keep up is not tried with more cameras,
unless by --all. Rows come as they are measured, the whole table at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.broken_run import BrokenRun
from benchmarks.peers.contender import Contender
from benchmarks.peers.contenders import CONTENDERS, OURS
from benchmarks.peers.ingest_bars import MANY_CAMERAS, ingest_bars
from benchmarks.peers.ingest_table import table_head, table_row
from benchmarks.peers.interruption import end_in_order_on_sigterm
from benchmarks.peers.load_source import LoadSource
from benchmarks.peers.machine import allow_many_files, machine_line
from benchmarks.peers.run_result import RunResult
from benchmarks.peers.trial import Trial

ALSO = ("hold", "six", "2000")


@dataclass(frozen=True, slots=True)
class Planned:
    """A run to be made.

    Attributes:
        contender: Who.
        cameras: How many.
        every_s: Interval of the samples, 0 to hold the streams only.
    """

    contender: Contender
    cameras: int
    every_s: float


def plan(
    cameras: Sequence[int], contenders: Sequence[str], every_s: float, also: Sequence[str]
) -> list[Planned]:
    """Return the runs in the order in which they are made: by number of cameras, ours first."""
    runs = [
        Planned(CONTENDERS[name], count, every_s)
        for count in sorted(cameras)
        for name in CONTENDERS
        if name in contenders
    ]
    if cameras:
        runs += [
            Planned(OURS, max(cameras), other_s)
            for name, other_s in (("hold", 0.0), ("six", 6.0))
            if name in also
        ]
    if "2000" in also:
        runs.append(Planned(OURS, MANY_CAMERAS, 0.0))
    return runs


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cameras", type=_numbers, default=[20, 100, 440], help="such as 20,100")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of each window")
    parser.add_argument("--sample-every", type=float, default=2.0, help="s, for all contenders")
    parser.add_argument(
        "--contenders",
        type=lambda text: _names(text, tuple(CONTENDERS)),
        default=list(CONTENDERS),
        help=",".join(CONTENDERS),
    )
    parser.add_argument(
        "--also",
        type=lambda text: _names(text, ALSO),
        default=[],
        help="our worker further: hold (nothing decoded), six (a sample per 6 s), both with the "
        "most cameras, and 2000 (so many held)",
    )
    parser.add_argument("--open-within", type=float, default=60.0, help="s for all cameras to come")
    parser.add_argument("--all", action="store_true", help="try also what cannot keep up")
    parser.add_argument("--json", type=Path, help="write all figures here, after every run")
    parser.add_argument("--source", help="command of another load source, taking the same options")
    options = parser.parse_args(arguments)
    if options.sample_every <= 0:
        parser.error("--sample-every must be above 0; use --also hold to decode nothing")
    return options


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip()]


def _names(text: str, known: Sequence[str]) -> list[str]:
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(f"unknown: {name}; there are {', '.join(known)}")
    return names


def run_all(
    planned: Sequence[Planned], options: argparse.Namespace, folder: Path
) -> Iterator[RunResult]:
    """Make the runs; those with the same number of cameras in a row share a load source."""
    behind: dict[tuple[str, float], RunResult] = {}
    counts = list(dict.fromkeys(one.cameras for one in planned))
    for count in counts:
        runs = [one for one in planned if one.cameras == count]
        with _source(count, len(runs), options, folder) as source:
            for number, one in enumerate(runs):
                key = (one.contender.name, one.every_s)
                if key in behind and not options.all:
                    yield _not_tried(one, behind[key])
                    continue
                name = f"{count}-{number}-{one.contender.name}"
                print(f"… {one.contender.title}, {count} cameras", file=sys.stderr, flush=True)
                result = Trial(
                    contender=one.contender,
                    source=source,
                    folder=folder / name,
                    every_s=one.every_s,
                    seconds=options.seconds,
                    open_within_s=options.open_within,
                ).run()
                if not result.fits and one.contender is not OURS:
                    behind[key] = result
                yield result


@contextmanager
def _source(
    cameras: int, runs: int, options: argparse.Namespace, folder: Path
) -> Iterator[LoadSource]:
    longest_s = options.seconds + options.open_within + 90.0
    with LoadSource(
        cameras, folder, seconds=60.0 + runs * longest_s, program=options.source
    ) as source:
        yield source


def _not_tried(one: Planned, behind: RunResult) -> RunResult:
    note = f"not tried: it did not keep up with {behind.cameras}"
    return RunResult(one.contender.name, one.contender.title, one.cameras, one.every_s, note=note)


def show(results: Sequence[RunResult], machine: str) -> None:
    """Print the whole table and the bars."""
    print(f"\n{machine}\n\n{table_head()}")
    for one in results:
        print(table_row(one, results))
    print("\n| bar | limit | reached | |\n|---|---|---|---|")
    for bar in ingest_bars(results):
        print(bar.line())
    sys.stdout.flush()


def main() -> int:
    """Run; return the exit status."""
    options = read_options()
    end_in_order_on_sigterm()
    allow_many_files()
    machine = machine_line()
    print(f"{machine}\n\n{table_head()}", flush=True)
    results: list[RunResult] = []
    status = 0
    with tempfile.TemporaryDirectory(prefix="sharp-eyes-ingest-") as folder:
        planned = plan(options.cameras, options.contenders, options.sample_every, options.also)
        try:
            for result in run_all(planned, options, Path(folder)):
                results.append(result)
                print(table_row(result, results), flush=True)
                if options.json is not None:
                    figures = {"machine": machine, "runs": [one.as_json() for one in results]}
                    options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        except BrokenRun as error:
            print(error, file=sys.stderr)
            status = 1
        except KeyboardInterrupt:
            print("interrupted; what was measured so far:", file=sys.stderr)
            status = 130
    show(results, machine)
    return status


if __name__ == "__main__":
    sys.exit(main())
