"""kill -9 in the middle of writing leaves whole records and loses none that was told."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox

CHILD = Path(__file__).with_name("recording_child.py")


@pytest.mark.parametrize(("lines", "zones"), [(1, 1), (8, 1), (21, 1), (3, 20), (90, 20)])
async def test_a_killed_recorder_leaves_every_told_alert_and_no_half_one(
    tmp_path: Path, child_env: dict[str, str], lines: int, zones: int
) -> None:
    path = tmp_path / "s1.sqlite"
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CHILD),
        str(path),
        "100000",
        str(zones),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **child_env},
    )
    assert child.stdout is not None
    told: list[list[str]] = []
    try:
        async with asyncio.timeout(30):
            while len(told) < lines:
                told += [(await child.stdout.readline()).decode().split()]
    finally:
        child.kill()
        async with asyncio.timeout(30):
            told += [line.decode().split() async for line in child.stdout if line.endswith(b"\n")]
            await child.wait()

    outbox = await Outbox.open(path, SystemClock())
    assert outbox.figures.waiting >= len(told)
    await outbox.close()
    reader = sqlite3.connect(path)
    alerts = {row[0] for row in reader.execute("SELECT alert_id FROM outbox")}
    spooled = {row[0] for row in reader.execute("SELECT sha256 FROM evidence_spool")}
    assert {alert for _phase, _incident, alert, _sha in told} <= alerts
    assert {sha for _phase, _incident, _alert, sha in told} <= spooled
    # An incident's state, its alerts and its pictures came together or not at all.
    pieces = reader.execute(
        "SELECT i.ended_at IS NOT NULL, count(o.row), sum(o.phase = 'end'), "
        "(SELECT count(*) FROM evidence_use u JOIN outbox n ON n.row = u.row "
        " WHERE n.incident_id = i.incident_id AND n.phase = 'new') "
        "FROM incident i LEFT JOIN outbox o USING (incident_id) GROUP BY incident_id"
    ).fetchall()
    reader.close()
    assert set(pieces) <= {(0, 1, 0, 1), (1, 2, 1, 1)}
    assert len(pieces) >= len(told) / 2
