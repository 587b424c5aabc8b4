"""Kills every process of a town at random moments and counts what became of its incidents.

python -m benchmarks.nothing_lost [--seconds 300] [--seed 1] [--database sqlite|postgresql]

Crowds come and go in front of simulated cameras, by a seed; those are counted, and not what any
queue held. Broker, centre, worker and, with PostgreSQL, the database are killed with kill -9, at
any moment and also at chosen places in their code: between look, state, evidence and outbox,
between transaction and commit, between commit and answer. On PostgreSQL two centres run beside
each other.
The last line says generated, stored, lost, doubled, kills.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.lossless.stage import Stage, StageSettings


def main() -> None:
    """Run it; ends with status 1 where anything is lost or doubled."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300.0, help="of kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--cameras", type=int, default=30)
    parser.add_argument("--zones", type=int, default=4, help="of each camera")
    parser.add_argument("--keep", type=Path, help="folder for everything that is written")
    asked = parser.parse_args()
    settings = StageSettings(
        seconds=asked.seconds,
        seed=asked.seed,
        cameras=asked.cameras,
        zones=asked.zones,
        postgresql=asked.database == "postgresql",
    )
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        stage = Stage(settings, folder)
        found = asyncio.run(stage.run())
    for what, count in sorted(stage.kills.items()):
        print(f"killed {count:4} x {what}")
    for what, count in sorted(stage.fell.items()):
        print(f"fell {count:4} x {what}")
    print(
        f"alerts {found.alerts} tasks {found.tasks} pictures {found.pictures} "
        f"missing {found.pictures_missing} unfinished {found.unfinished} foreign {found.foreign}"
    )
    print(
        f"generated {found.generated} stored {found.stored} lost {found.lost} "
        f"doubled {found.doubled} kills {stage.kills.total()}"
    )
    sys.exit(0 if found.whole else 1)


if __name__ == "__main__":
    main()
