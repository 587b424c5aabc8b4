"""A worker whose shard another node has taken over lets its cameras go, and says so once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from structlog.testing import capture_logs

from sharp_eyes.alert.phase import Phase
from sharp_eyes.node.health import CameraState
from tests.unit.ingest.worker.rig import SETTINGS, Rig, lease, phases, told

OFTEN = replace(SETTINGS, registry_poll_s=0.02)


async def test_its_cameras_are_let_go_and_neither_faults_nor_ends_are_told_of_them(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one, other = make_camera(1), make_camera(2)
    rig.centre.change(one, other)
    rig.watches.scripts[one.id] = [Phase.NEW]
    rig.frames.states[other.id] = CameraState.OFFLINE
    async with rig.running(OFTEN) as (worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 2)
        with capture_logs() as logs:
            rig.centre.taken_over = True
            await until(lambda: rig.frames.sources == [])
            rig.frames.states[other.id] = CameraState.ONLINE
            seen = len(rig.centre.asked)
            await until(lambda: len(rig.centre.asked) > seen + 20)
            worker.stills_wanted(lease(one.id))
            assert rig.frames.sources == [], "nor for a still"
        warnings = [entry["event"] for entry in logs if entry["log_level"] == "warning"]
        assert len(warnings) == 1
        assert "another node has the shard" in warnings[0]
        # What had been seen still waits to be sent, and nothing was added to it.
        assert phases(await told(outbox)) == ["new", "new"]

        with capture_logs() as logs:
            rig.centre.taken_over = False
            await until(lambda: {camera.id for camera in rig.frames.sources} == {one.id, other.id})
            seen = len(rig.centre.asked)
            await until(lambda: len(rig.centre.asked) > seen + 5)
        again = [entry for entry in logs if entry["event"] == "the shard is this node's again"]
        assert len(again) == 1
        # Now that it looks again, the fault is over.
        await until(lambda: outbox.figures.waiting == 3)
