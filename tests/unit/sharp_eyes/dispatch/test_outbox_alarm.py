"""An outbox that fills up raises a fault of its shard, and ends it when it has room again."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_alarm import OutboxAlarm
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.topics import NodeAddress, alert_topic
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.acknowledgement import Acknowledgement

ADDRESS = NodeAddress("370499", "101", "n1", "s1")
pytestmark = pytest.mark.parametrize("limits", [OutboxLimits(rows=10)])


def alarm_of(outbox: Outbox, clock: ManualClock, epoch: int = 3) -> OutboxAlarm:
    return OutboxAlarm(outbox, ADDRESS, UlidSource(clock, Random(3)), clock, lambda: epoch)


async def of_the_shard(outbox: Outbox, *, store: bool = False) -> list[Alert]:
    """The alerts about the shard among those that wait."""
    rows = await outbox.take_due(100)
    if store:
        await outbox.acknowledge(Acknowledgement(stored=tuple(row.alert_id for row in rows)))
    else:
        await outbox.connection_renewed()
    alerts = [(row.topic, Alert.model_validate_json(row.body)) for row in rows]
    for topic, one in alerts:
        assert topic == alert_topic(one.data.region, one.kind)
    return [one for _, one in alerts if one.camera_id is None]


async def fill(outbox: Outbox, story: Any, count: int) -> None:
    for number in range(count):
        await outbox.record(*story.open(f"z{number}"))


async def test_at_four_fifths_of_the_cap_the_fault_is_told_once(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    alarm = alarm_of(outbox, clock)
    await fill(outbox, story, 7)
    assert await alarm.look(None) is None
    await outbox.record(*story.open("one more"))
    opened = await alarm.look(None)
    assert opened is not None
    assert await alarm.look(opened) == opened
    (alert,) = await of_the_shard(outbox)
    assert (alert.subject, alert.data.zone) == ("shard/s1", "outbox")
    assert (alert.data.phase, alert.data.epoch) == (Phase.NEW, 3)
    assert alert.data.region == "370499101000"
    assert (alert.data.measurement.value, alert.data.measurement.limit) == (0.8, 0.8)


async def test_it_is_told_also_where_the_cap_is_passed(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    await fill(outbox, story, 12)
    assert await alarm_of(outbox, clock).look(None) is not None
    assert len(await of_the_shard(outbox)) == 1


async def test_it_ends_once_half_of_the_room_is_free_and_not_before(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    alarm = alarm_of(outbox, clock)
    await fill(outbox, story, 8)
    opened = await alarm.look(None)
    rows = await outbox.take_due(3)
    await outbox.acknowledge(Acknowledgement(stored=tuple(row.alert_id for row in rows)))
    assert await alarm.look(opened) == opened
    await of_the_shard(outbox, store=True)
    assert await alarm.look(opened) is None
    (end,) = await of_the_shard(outbox)
    assert (end.data.phase, end.data.seq) == (Phase.END, 1)
    assert opened is not None
    assert end.data.incident_id == opened.incident_id


async def test_after_a_restart_it_goes_on_with_the_same_incident(
    outbox: Outbox, story: Any, clock: ManualClock, tmp_path: Path, limits: OutboxLimits
) -> None:
    await fill(outbox, story, 8)
    opened = await alarm_of(outbox, clock).look(None)
    await outbox.close()
    again = await Outbox.open(tmp_path / "s1.sqlite", clock, limits)
    try:
        assert opened is not None
        assert await again.incident_of(opened.key) == opened
        # It is no incident of a camera: whoever looks after cameras never sees it.
        assert len(await again.open_incidents()) == 8
        assert await alarm_of(again, clock, epoch=4).look(opened) == opened
    finally:
        await again.close()
