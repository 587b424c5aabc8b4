"""A node tells of what was refused, and does what people decide, once they have."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.worker.dead_letter_teller import DeadLetterTeller
from sharp_eyes.alert.phase import Phase
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import TryAgain
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from tests.unit.ingest.worker.rig import Rig, told

REASON = "its camera is registered in another town"


async def refuse_two(rig: Rig, make_camera: Any, until: Any) -> list[str]:
    """Two alerts of two cameras, both refused."""
    cameras = [make_camera(1), make_camera(2)]
    rig.centre.change(*cameras)
    for camera in cameras:
        rig.watches.scripts[camera.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        for camera in cameras:
            rig.frames.put(camera.id)
        await until(lambda: outbox.figures.waiting == 2)
        await until(lambda: outbox.figures.pictures_waiting == 0)
        ids = [alert["id"] for alert in await told(outbox)]
        refused = tuple(Refusal(id=one, reason=REASON) for one in ids)
        await outbox.acknowledge(Acknowledgement(refused=refused))
        assert outbox.figures.dead_letters == 2
    return ids


async def test_what_is_kept_is_told_and_what_is_ordered_is_done(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    first, second = await refuse_two(rig, make_camera, until)
    outbox = await Outbox.open(rig.path, rig.frames.clock)
    try:
        rig.centre.reports.clear()
        teller = DeadLetterTeller(rig.centre, outbox, "s1")
        await teller.tell()
        [report] = rig.centre.reports
        assert {one.id for one in report.letters} == {first, second}
        assert {one.reason for one in report.letters} == {REASON}
        assert {one.camera for one in report.letters} == {make_camera(1).id, make_camera(2).id}

        unknown = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        rig.centre.orders = DeadLetterOrders(send_again=(first, unknown), put_aside=(second,))
        await teller.tell()
        assert [alert["id"] for alert in await told(outbox)] == [first]
        assert outbox.figures.dead_letters == 0

        await teller.tell()
        assert rig.centre.reports[-1].letters == (), "that they are gone is told once"
        count = len(rig.centre.reports)
        await teller.tell()
        assert len(rig.centre.reports) == count
    finally:
        await outbox.close()


async def test_while_the_centre_is_away_everything_stays(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    await refuse_two(rig, make_camera, until)
    outbox = await Outbox.open(rig.path, rig.frames.clock)
    try:
        rig.centre.away = True
        with pytest.raises(TryAgain):
            await DeadLetterTeller(rig.centre, outbox, "s1").tell()
        assert outbox.figures.dead_letters == 2
    finally:
        await outbox.close()
