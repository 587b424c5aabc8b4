"""A worker over cameras that misbehave, for a long time: does anything grow?

    python -m benchmarks.soak --seconds 1200 --cameras 100 --faults

Looks at the worker's processes every 5 s: memory, threads, open files, and by its own statistics
tasks, samples and reconnects. From minute 5 on memory may grow by 2 %, in the middle of any minute,
and tasks may vary by 5.
Prints a line now and then, a table and a line of JSON; the exit status is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.peers.broken_run import BrokenRun
from benchmarks.peers.child import Child
from benchmarks.peers.contenders import OURS
from benchmarks.peers.interruption import end_in_order_on_sigterm
from benchmarks.peers.load_source import LoadSource
from benchmarks.peers.machine import allow_many_files, machine_line
from benchmarks.peers.peer_options import PeerOptions
from benchmarks.peers.soak_report import SoakReport
from benchmarks.peers.soak_sample import SoakSample
from benchmarks.peers.stats_snapshot import StatsSnapshot

_LOOK_S = 5.0
_SAY_S = 60.0
_SLACK_S = 60.0
_SETTLE_S = 300.0


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--cameras", type=int, default=100)
    parser.add_argument("--sample-every", type=float, default=2.0, help="s")
    parser.add_argument("--faults", action="store_true", help="let the cameras misbehave")
    parser.add_argument("--seed", type=int, default=1, help="of the faults")
    parser.add_argument(
        "--fault-share", type=float, default=0.1, help="part of the time a camera is in trouble"
    )
    parser.add_argument(
        "--settle",
        type=float,
        help="s after which nothing may grow; 300, or a quarter of a shorter run",
    )
    parser.add_argument("--json", type=Path, help="write the samples here too")
    parser.add_argument("--source", help="command of another load source, taking the same options")
    options = parser.parse_args(arguments)
    if options.settle is None:
        options.settle = min(_SETTLE_S, options.seconds / 4)
    return options


def look(child: Child, stats: Path, at_s: float) -> SoakSample:
    """Look at the worker."""
    said = StatsSnapshot.read(stats)
    return SoakSample(
        at_s=at_s,
        pss_mb=child.tree.pss_mb(),
        threads=child.tree.threads(),
        processes=len(child.tree.members()),
        file_descriptors=child.tree.file_descriptors(),
        online=said.online if said else None,
        samples=said.samples if said else None,
        tasks=said.tasks if said else None,
        reconnects=said.reconnects if said else None,
    )


def soak(options: argparse.Namespace, folder: Path) -> SoakReport:
    """Run; the report holds what there is if it is interrupted or something ends by itself."""
    faults = []
    if options.faults:
        faults = [
            "--faults=random",
            f"--seed={options.seed}",
            f"--fault-share={options.fault_share:g}",
        ]
    limit_s = options.seconds + _SLACK_S
    samples: list[SoakSample] = []
    cpu_s = source_s = 0.0
    began_s = time.monotonic()
    try:
        with LoadSource(
            options.cameras, folder, seconds=limit_s, program=options.source, faults=faults
        ) as source:
            worker = PeerOptions(
                registry=source.registry,
                stats=folder / "stats.json",
                every_s=options.sample_every,
                open_within_s=limit_s,
                seconds=limit_s,
            )
            with Child(OURS.command(worker, folder), folder, "worker", os.environ) as child:
                began_s = time.monotonic()
                said_s = 0.0
                while (at_s := time.monotonic() - began_s) < options.seconds:
                    if child.ended or source.ended:
                        who = child.last_words() if child.ended else "the load source"
                        raise BrokenRun(f"ended by itself after {at_s:.0f} s: {who}")
                    samples.append(look(child, worker.stats, at_s))
                    cpu_s, source_s = child.tree.cpu_s(), source.cpu_s()
                    if at_s - said_s >= _SAY_S:
                        said_s = at_s
                        print(f"… {json.dumps(asdict(samples[-1]))}", file=sys.stderr, flush=True)
                    # By the clock, not by sleeping so long each time: a look takes a while too.
                    next_s = began_s + len(samples) * _LOOK_S
                    time.sleep(max(0.0, next_s - time.monotonic()))
    except (BrokenRun, KeyboardInterrupt) as error:
        print(f"cut short: {str(error) or 'interrupted'}", file=sys.stderr)
    wall_s = max(samples[-1].at_s, 1.0) if samples else 1.0
    return SoakReport(options.cameras, samples, options.settle, cpu_s / wall_s, source_s / wall_s)


def main() -> int:
    """Run; return the exit status."""
    options = read_options()
    end_in_order_on_sigterm()
    allow_many_files()
    print(machine_line(), flush=True)
    with tempfile.TemporaryDirectory(prefix="sharp-eyes-soak-") as folder:
        report = soak(options, Path(folder))
    print(f"\n{report.table()}\n\n| bar | limit | reached | |\n|---|---|---|---|")
    for bar in report.bars():
        print(bar.line())
    figures = report.as_json() | {"faults": options.faults, "seed": options.seed}
    print(json.dumps(figures), flush=True)
    if options.json is not None:
        whole = figures | {"each": [asdict(one) for one in report.samples]}
        options.json.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return 0 if figures["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
