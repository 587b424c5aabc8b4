"""What the command centre takes in, from recording to acknowledgement.

python -m benchmarks.command_center [sustained|flood|county ...] [--database sqlite|postgresql|both]

Intake goes from the outbox (synchronous=FULL) through mosquitto and the centre's commit (FULL, or
PostgreSQL's default) to the acknowledgement, each in a process of its own. Alerts a second are
those told and answered for; an outbox merges updates of one incident that are not sent yet, so that
in a flood fewer are stored. Besides what was, the table says what the processor time taken allows
on two idle cores, which depends less on what else the machine was doing.

``county`` asks a centre of 18,000 cameras for lists, searches and points of a map, over HTTP, all
calls in turn; the bar is 100 ms at p95.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from benchmarks.centre.county_run import county_centre, county_run
from benchmarks.centre.intake_run import IntakeResult, intake_run

SUSTAINED = 20_000
FLOOD = 50_000
COUNTY_BAR_MS = 100.0
HEAD = (
    f"{'run':<22}{'recorded':>9}{'stored':>8}{'lost':>5}{'doubled':>8}{'s':>7}{'alerts/s':>9}"
    f"{'stored/s':>9}{'possible alerts/s, stored/s':>29}"
    "   ms of processor time a stored alert: senders, broker, centre, database"
)


def _row(name: str, one: IntakeResult) -> str:
    each = [
        f"{1000 * cpu_s / max(1, one.stored):.3f}"
        for cpu_s in (one.sender_cpu_s, one.broker_cpu_s, one.centre_cpu_s, one.database_cpu_s)
    ]
    return (
        f"{name:<22}{one.recorded:>9}{one.stored:>8}{one.lost:>5}{one.doubled:>8}"
        f"{one.seconds:>7.1f}{one.recorded_per_s:>9.0f}{one.stored_per_s:>9.0f}"
        f"{one.recorded / one.needed_s:>20.0f}{one.stored / one.needed_s:>9.0f}   {', '.join(each)}"
    )


def _intake(kind: str, alerts: int, databases: list[str]) -> bool:
    whole = True
    for database in databases:
        with tempfile.TemporaryDirectory() as folder:
            one = asyncio.run(
                intake_run(Path(folder), kind, alerts, postgresql=database == "postgresql")
            )
        print(_row(f"{kind} {database}", one), flush=True)
        whole = whole and one.lost == 0 and one.doubled == 0
    return whole


async def _county(cameras: int, times: int, *, postgresql: bool) -> bool:
    print(f"{'call':<28}{'p50 ms':>8}{'p95 ms':>8}{'centre ms':>10}{'kB':>7}")
    within = True
    async with county_centre(cameras, postgresql=postgresql) as (client, pid):
        for one in await county_run(client, pid, times):
            print(
                f"{one.name:<28}{one.p50_ms:>8.1f}{one.p95_ms:>8.1f}{one.centre_ms:>10.1f}"
                f"{one.size_bytes / 1000:>7.0f}",
                flush=True,
            )
            within = within and one.p95_ms <= COUNTY_BAR_MS
    return within


def main() -> None:
    """Run what is asked for; ends with status 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", default=["sustained", "flood"])
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--alerts", type=int, help="of each run")
    parser.add_argument("--cameras", type=int, default=18_000, help="of the county")
    parser.add_argument("--times", type=int, default=100, help="each call of the county")
    asked = parser.parse_args()
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    whole = True
    if "county" in asked.what:
        for database in databases:
            print(f"{asked.cameras:,} cameras, {database}")
            run = _county(asked.cameras, asked.times, postgresql=database == "postgresql")
            whole = asyncio.run(run) and whole
    if set(asked.what) & {"sustained", "flood"}:
        print(HEAD)
    for kind, alerts in (("sustained", SUSTAINED), ("flood", FLOOD)):
        if kind in asked.what:
            whole = _intake(kind, asked.alerts or alerts, databases) and whole
    if not whole:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
