"""The desk: what the detectors believe, reconciled with what is on record."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from ingest.worker.incident_desk import IncidentDesk
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.alert.phase import Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.identifiers import UlidSource

START = datetime(2026, 1, 1, tzinfo=UTC)
NEW, UPDATE, END = Phase.NEW, Phase.UPDATE, Phase.END


@pytest.fixture
def desk(outbox: Outbox) -> IncidentDesk:
    """A desk."""
    ids = UlidSource(SystemClock(), Random(1))
    return IncidentDesk(outbox, AlertMinter(ids, "/370499/101/n1/s1", 1))


@pytest.mark.parametrize(
    ("found", "recorded"),
    [
        pytest.param([(0, NEW, 1), (5, END, 1)], ["new", "end"], id="plain"),
        pytest.param([(0, NEW, 1), (1, NEW, 1)], ["new"], id="a second new opens none"),
        pytest.param([(0, UPDATE, 1)], ["new"], id="an update of nothing opens"),
        pytest.param([(0, END, 1)], [], id="an end of nothing is nothing"),
        pytest.param([(0, NEW, 1), (29, UPDATE, 1)], ["new"], id="updates not before 30 s"),
        pytest.param([(0, NEW, 1), (30, UPDATE, 1)], ["new", "update"], id="after 30 s"),
        pytest.param([(0, NEW, 1), (1, UPDATE, 2)], ["new", "update"], id="graver at once"),
        pytest.param([(0, NEW, 2), (1, UPDATE, 1)], ["new", "update"], id="milder at once"),
        pytest.param([(60, NEW, 1), (0, UPDATE, 1)], ["new", "update"], id="clock set back"),
    ],
)
async def test_findings_become_alerts(
    desk: IncidentDesk,
    outbox: Outbox,
    make_camera: Any,
    make_finding: Any,
    found: list[tuple[float, Phase, int]],
    recorded: list[str],
) -> None:
    camera = make_camera(1)
    for second, phase, severity in found:
        finding = make_finding(
            camera.id, phase, START + timedelta(seconds=second), severity=Severity(severity)
        )
        await desk.take(finding, camera, TimeSource.ARRIVAL, START)
    await asyncio.sleep(0)
    rows = await outbox._do(
        lambda: outbox._connection.execute("SELECT phase FROM outbox ORDER BY row").fetchall()
    )
    assert [phase for (phase,) in rows] == recorded


async def test_two_findings_at_one_moment_open_one_incident(
    desk: IncidentDesk, outbox: Outbox, make_camera: Any, make_finding: Any
) -> None:
    camera = make_camera(1)
    finding = make_finding(camera.id, NEW, START)
    await asyncio.gather(*(desk.take(finding, camera, TimeSource.ARRIVAL, START) for _ in range(5)))
    assert len(await outbox.open_incidents()) == 1
    assert outbox.figures.waiting == 1


async def test_what_many_cameras_find_at_once_is_recorded_together(
    desk: IncidentDesk, outbox: Outbox, make_camera: Any, make_finding: Any
) -> None:
    statements: list[str] = []
    await outbox._do(lambda: outbox._connection.set_trace_callback(statements.append))
    let_go = threading.Event()
    busy = asyncio.create_task(outbox._do(lambda: let_go.wait(30)))
    cameras = [make_camera(number) for number in range(1, 31)]
    taking = [
        asyncio.create_task(
            desk.take(make_finding(camera.id, NEW, START), camera, TimeSource.ARRIVAL, START)
        )
        for camera in cameras
    ]
    for _ in range(10):
        await asyncio.sleep(0)
    let_go.set()
    await busy
    assert all(await asyncio.gather(*taking))
    assert statements.count("COMMIT") == 1
    assert desk.cameras_with_open() == {camera.id for camera in cameras}
