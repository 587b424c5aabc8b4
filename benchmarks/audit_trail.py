"""What the audit trail costs: rows written and verified per second of processor time.

python -m benchmarks.audit_trail [--rows N]

Times are processor seconds of this process, so that what else runs on the machine does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audit_trail import AuditTrail
from command_center.audit.audited_act import AuditedAct
from command_center.audit.verification import Verification, read_mirrors
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database, sqlite_url
from sharp_eyes.clock import SystemClock


async def _alone(trail: AuditTrail, rows: int) -> None:
    for number in range(rows):
        await trail.recorder.record([_entry(number)])


async def _together(trail: AuditTrail, rows: int, per_call: int, at_once: int) -> None:
    """Record as many calls at once as pages that change their cameras in one moment."""
    calls = rows // per_call
    for start in range(0, calls, at_once):
        await asyncio.gather(
            *(
                trail.recorder.record([_entry(call + n) for n in range(per_call)])
                for call in range(start, min(start + at_once, calls))
            )
        )


def _entry(number: int) -> AuditEntry:
    camera = f"3704990100132600{number % 10_000:04}"
    return AuditEntry(
        at=datetime.now(UTC),
        who="duty",
        what=AuditedAct.STILLS_OPENED.value,
        subject=f"camera/{camera}",
        session_id="S" * 26,
        purpose="duty",
        camera_id=camera,
    )


async def _timed(name: str, rows: int, work: Callable[[], Awaitable[object]]) -> None:
    began_s = time.process_time()
    await work()
    took_s = time.process_time() - began_s
    print(f"| {name} | {rows:,} | {rows / took_s:,.0f} | {took_s / rows * 1e6:,.0f} |")


async def _run(folder: Path, rows: int) -> None:
    database = Database(sqlite_url(folder / "centre.sqlite"))
    trail = AuditTrail.open(database, folder, None, None, SystemClock())
    await database.migrate()
    await trail.begin()
    writing = asyncio.create_task(trail.recorder.run())
    print("| what | rows | rows per processor second | µs per row |\n|---|---|---|---|")
    few = max(1, rows // 20)
    await _timed("one row a commit", few, lambda: _alone(trail, few))
    await _timed("100 calls of one row at once", rows, lambda: _together(trail, rows, 1, 100))
    await _timed("16 cameras a call, 4 at once", rows, lambda: _together(trail, rows, 16, 4))
    await _timed("500 cameras a call", rows, lambda: _together(trail, rows, 500, 1))
    await trail.keeper.keep()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    mirrors = read_mirrors([folder / "audit-head.json"])
    async with database.snapshot() as session:
        count = len((await session.scalars(select(AuditRow.id))).all())

    async def verify() -> None:
        async with database.snapshot() as session:
            key = trail.public_key
            report = await session.run_sync(Verification(key).run, mirrors)
        if report.findings:
            raise SystemExit(f"the trail is bent: {report.findings[0].message.en}")

    await _timed("verify", count, verify)
    size = (folder / "centre.sqlite").stat().st_size / max(count, 1)
    print(f"\n{size:,.0f} bytes a row on disk, indexes and empty tables included")
    await database.close()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder), rows))


if __name__ == "__main__":
    main()
