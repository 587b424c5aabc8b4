"""The outbox: what it keeps, merges, never drops, and hands out again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.errors import (
    IncidentAlreadyOpen,
    OutboxDamaged,
    OutboxInUse,
    OutboxTooNew,
    UnknownIncident,
)
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.outbox_row import OutboxRow
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal

PICTURE = Picture.of(b"a picture")


def told(rows: list[OutboxRow]) -> list[tuple[str, float]]:
    """(phase, value) of each row."""
    bodies = [json.loads(row.body)["data"] for row in rows]
    return [(body["phase"], body["measurement"]["value"]) for body in bodies]


async def store_all(outbox: Outbox) -> None:
    rows = await outbox.take_due(100)
    await outbox.acknowledge(Acknowledgement(stored=tuple(row.alert_id for row in rows)))


async def test_a_second_incident_of_the_same_key_cannot_open(outbox: Outbox, story: Any) -> None:
    await outbox.record(*story.open("square"))
    with pytest.raises(IncidentAlreadyOpen):
        await outbox.record(*story.open("square"))
    await outbox.record(*story.open("lane"))
    assert [one.key.zone_id for one in await outbox.open_incidents()] == ["square", "lane"]
    assert outbox.figures.waiting == 2


async def test_what_cannot_be_recorded_leaves_nothing_behind(outbox: Outbox, story: Any) -> None:
    await outbox.record(*story.open("square"))
    with pytest.raises(IncidentAlreadyOpen):
        await outbox.record(*story.open("square", PICTURE), [PICTURE])
    assert await outbox.pending_pictures() == []
    assert len(await outbox.take_due(10)) == 1


async def test_after_its_end_an_incident_may_open_anew(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*story.end(incident))
    await outbox.record(*story.open())
    rows = await outbox.take_due(10)
    assert told(rows) == [("new", 12.0), ("end", 0.0)]
    await outbox.acknowledge(Acknowledgement(stored=tuple(row.alert_id for row in rows)))
    assert told(await outbox.take_due(10)) == [("new", 12.0)]


@pytest.mark.parametrize("step", ["update", "end"])
async def test_what_is_not_open_can_neither_change_nor_end(
    outbox: Outbox, story: Any, step: str
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*story.end(incident))
    with pytest.raises(UnknownIncident):
        await outbox.record(*getattr(story, step)(incident))


async def test_of_updates_not_yet_sent_the_newest_is_kept(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    for value in (13.0, 14.0, 15.0):
        incident, alert = story.update(incident, value)
        await outbox.record(incident, alert)
    await outbox.record(*story.end(incident))
    assert told(await outbox.take_due(10)) == [("new", 12.0), ("update", 15.0), ("end", 0.0)]


async def test_an_update_in_flight_is_not_merged_away(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    incident, alert = story.update(incident, 13.0)
    await outbox.record(incident, alert)
    assert len(await outbox.take_due(10)) == 2
    await outbox.record(*story.update(incident, 14.0))
    assert told(await outbox.take_due(10)) == [("update", 14.0)]
    assert outbox.figures.waiting == 3


@pytest.mark.parametrize("limits", [OutboxLimits(rows=6), OutboxLimits(size_bytes=6 * 780)])
async def test_at_the_cap_updates_give_way_and_new_and_end_never_do(
    outbox: Outbox, story: Any
) -> None:
    opened = [story.open(f"z{number}") for number in range(5)]
    for incident, alert in opened:
        await outbox.record(incident, alert)
        await outbox.record(*story.update(incident))
    for incident, _alert in opened:
        await outbox.record(*story.end(incident))
    phases = [phase for phase, _value in told(await outbox.take_due(100))]
    assert phases.count("new") == 5
    assert phases.count("end") == 5
    assert phases.count("update") == 0
    assert outbox.figures.nearly_full


@pytest.mark.parametrize("limits", [OutboxLimits(rows=5)])
async def test_four_fifths_of_the_cap_count_as_nearly_full(outbox: Outbox, story: Any) -> None:
    for number in range(3):
        await outbox.record(*story.open(f"z{number}"))
    assert not outbox.figures.nearly_full
    await outbox.record(*story.open("z3"))
    assert outbox.figures.nearly_full
    await store_all(outbox)
    assert not outbox.figures.nearly_full


async def test_an_unanswered_alert_goes_again_after_3_s_doubling_to_60_s(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    await outbox.record(*story.open())
    assert [row.attempt for row in await outbox.take_due(10)] == [1]
    for attempt, wait_s in enumerate((3.0, 6.0, 12.0, 24.0, 48.0, 60.0, 60.0), start=2):
        clock.advance(wait_s - 0.01)
        assert await outbox.take_due(10) == []
        clock.advance(0.01)
        assert [row.attempt for row in await outbox.take_due(10)] == [attempt]


async def test_when_the_centre_is_heard_again_what_it_missed_goes_at_once(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    await outbox.record(*story.open("missed"))
    for wait_s in (0.0, 3.0, 6.0, 12.0):
        clock.advance(wait_s)
        assert len(await outbox.take_due(10)) == 1
    await outbox.record(*story.open("on its way"))
    [fresh] = await outbox.take_due(10)
    await outbox.hurry()
    [missed] = await outbox.take_due(10)
    assert missed.alert_id != fresh.alert_id
    assert missed.attempt == 1


async def test_over_a_new_connection_the_unanswered_goes_at_once(
    outbox: Outbox, story: Any
) -> None:
    await outbox.record(*story.open())
    await outbox.take_due(10)
    assert await outbox.take_due(10) == []
    await outbox.connection_renewed()
    assert [row.attempt for row in await outbox.take_due(10)] == [1]


@pytest.mark.parametrize("limits", [OutboxLimits(in_flight=3)])
async def test_only_so_many_are_in_flight(outbox: Outbox, story: Any) -> None:
    for number in range(5):
        await outbox.record(*story.open(f"z{number}"))
    first = await outbox.take_due(10)
    assert len(first) == 3
    assert await outbox.take_due(10) == []
    await outbox.acknowledge(Acknowledgement(stored=(first[1].alert_id,)))
    assert len(await outbox.take_due(10)) == 1


async def test_only_the_acknowledgement_removes_a_row(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.take_due(10)
    assert outbox.figures.waiting == 1
    await outbox.acknowledge(Acknowledgement(stored=(alert.id, alert.id)))
    assert outbox.figures.waiting == outbox.figures.in_flight == 0


async def test_refused_alerts_become_dead_letters(
    outbox: Outbox, story: Any, tmp_path: Path
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.take_due(10)
    refusal = Acknowledgement(refused=(Refusal(id=alert.id, reason="no such region"),))
    await outbox.acknowledge(refusal)
    await outbox.acknowledge(refusal)
    assert (outbox.figures.waiting, outbox.figures.dead_letters) == (0, 1)
    with sqlite3.connect(tmp_path / "s1.sqlite") as reader:
        kept = reader.execute("SELECT alert_id, reason FROM dead_letter").fetchall()
    assert kept == [(alert.id, "no such region")]


async def test_an_alert_waits_5_s_for_its_picture_and_then_goes_without(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    incident, alert = story.open("square", PICTURE)
    await outbox.record(incident, alert, [PICTURE])
    await outbox.record(*story.end(incident))
    await outbox.record(*story.open("lane"))
    # The other incident does not wait, the end of this one does.
    [lane] = await outbox.take_due(10)
    assert json.loads(lane.body)["data"]["zone"] == "lane"
    await outbox.acknowledge(Acknowledgement(stored=(lane.alert_id,)))
    clock.advance(5.0)
    rows = await outbox.take_due(10)
    assert [phase for phase, _value in told(rows)] == ["new", "end"]
    evidence = json.loads(rows[0].body)["data"]["evidence"]
    assert [one["status"] for one in evidence] == ["pending"]


async def test_once_its_picture_is_there_an_alert_goes_and_says_stored(
    outbox: Outbox, story: Any
) -> None:
    incident, alert = story.open("square", PICTURE)
    await outbox.record(incident, alert, [PICTURE])
    assert await outbox.take_due(10) == []
    await outbox.settle_picture(PICTURE.sha256, EvidenceStatus.STORED)
    [row] = await outbox.take_due(10)
    assert [one["status"] for one in json.loads(row.body)["data"]["evidence"]] == ["stored"]
    assert outbox.figures.spool_bytes == 0


async def test_a_picture_outlives_its_alert_until_the_centre_has_it(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    await outbox.record(*story.open("square", PICTURE), [PICTURE])
    clock.advance(5.0)
    await store_all(outbox)
    assert await outbox.picture(PICTURE.sha256) == PICTURE
    await outbox.settle_picture(PICTURE.sha256, EvidenceStatus.STORED)
    assert await outbox.picture(PICTURE.sha256) is None
    assert outbox.figures.pictures_waiting == 0


@pytest.mark.parametrize("limits", [OutboxLimits(spool_bytes=250)])
async def test_a_full_spool_loses_pictures_of_sent_alerts_first_oldest_first(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    pictures = [Picture.of(bytes([number]) * 100) for number in range(4)]
    for number in (0, 1):
        await outbox.record(*story.open(f"z{number}", pictures[number]), [pictures[number]])
    clock.advance(5.0)
    rows = await outbox.take_due(10)
    # The second is acknowledged, the first is not: so the second's picture goes first.
    await outbox.acknowledge(Acknowledgement(stored=(rows[1].alert_id,)))
    for number, left in ((2, [0, 2]), (3, [2, 3])):
        await outbox.record(*story.open(f"z{number}", pictures[number]), [pictures[number]])
        assert await outbox.pending_pictures() == [pictures[n].sha256 for n in left]
    clock.advance(5.0)
    await outbox.connection_renewed()
    first = json.loads((await outbox.take_due(10))[0].body)
    assert [one["status"] for one in first["data"]["evidence"]] == ["lost"]
    assert outbox.figures.pictures_lost == 2


async def test_what_was_recorded_is_there_after_opening_again(
    outbox: Outbox, story: Any, clock: ManualClock, tmp_path: Path
) -> None:
    incident, alert = story.open("square", PICTURE)
    await outbox.record(incident, alert, [PICTURE])
    await outbox.close()
    again = await Outbox.open(tmp_path / "s1.sqlite", clock)
    assert await again.open_incidents() == [incident]
    assert await again.pending_pictures() == [PICTURE.sha256]
    assert (again.figures.waiting, again.figures.spool_bytes) == (1, len(PICTURE.data))
    # The wait for the picture is over: it had its time.
    assert [row.alert_id for row in await again.take_due(10)] == [alert.id]
    await again.close()


async def test_incidents_of_the_centre_are_taken_over_where_the_disk_has_none(
    outbox: Outbox, story: Any
) -> None:
    known, alert = story.open("square")
    await outbox.record(known, alert)
    other_id, _ = story.open("square")
    unknown, _ = story.open("lane")
    assert await outbox.adopt([known, other_id, unknown]) == 1
    assert await outbox.open_incidents() == [known, unknown]
    await outbox.record(*story.end(unknown))


async def test_an_ended_incident_is_not_brought_back_by_an_older_list_of_open_ones(
    outbox: Outbox, story: Any
) -> None:
    opened, first = story.open("square")
    await outbox.record(opened, first)
    ended, last = story.end(opened)
    await outbox.record(ended, last)
    await outbox.acknowledge(Acknowledgement(stored=(first.id, last.id)))
    assert outbox.figures.waiting == 0
    assert await outbox.adopt([opened]) == 0
    assert await outbox.open_incidents() == []


async def test_a_second_process_cannot_open_the_same_outbox(
    outbox: Outbox, clock: ManualClock, tmp_path: Path
) -> None:
    with pytest.raises(OutboxInUse):
        await Outbox.open(tmp_path / "s1.sqlite", clock)


async def test_a_damaged_file_is_named_and_left_alone(clock: ManualClock, tmp_path: Path) -> None:
    path = tmp_path / "s1.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(OutboxDamaged, match=r"s1\.sqlite"):
        await Outbox.open(path, clock)
    assert path.read_bytes().startswith(b"no database at all")


async def test_a_file_of_a_newer_version_is_left_alone(clock: ManualClock, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s1.sqlite") as newer:
        newer.execute("PRAGMA user_version = 999")
    with pytest.raises(OutboxTooNew):
        await Outbox.open(tmp_path / "s1.sqlite", clock)


async def test_files_with_secrets_are_for_their_owner_alone(outbox: Outbox, tmp_path: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes["s1.sqlite"] == modes["node.key"] == 0o600


async def test_of_one_place_nothing_overtakes_what_is_unanswered(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await store_all(outbox)
    await outbox.record(*story.end(incident))
    await outbox.record(*story.open())
    await outbox.record(*story.open("lane"))
    rows = await outbox.take_due(10)
    assert told(rows) == [("end", 0.0), ("new", 12.0)]
    # Lost on its way: the end goes again, and what came after it still waits.
    clock.advance(3.0)
    assert told(await outbox.take_due(10)) == [("end", 0.0), ("new", 12.0)]
    await outbox.acknowledge(Acknowledgement(stored=(rows[0].alert_id,)))
    assert told(await outbox.take_due(10)) == [("new", 12.0)]
