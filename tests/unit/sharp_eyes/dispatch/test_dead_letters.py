"""What the centre refused is kept, listed, and sent again when a person says so."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.incident_table import ENDED_STAY
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_command import outbox as command
from sharp_eyes.errors import BadInput
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal


async def refuse_all(outbox: Outbox, reason: str = "no such region") -> list[str]:
    rows = await outbox.take_due(100)
    refused = tuple(Refusal(id=row.alert_id, reason=reason) for row in rows)
    await outbox.acknowledge(Acknowledgement(refused=refused))
    return [row.alert_id for row in rows]


async def store_all(outbox: Outbox) -> list[bytes]:
    rows = await outbox.take_due(100)
    await outbox.acknowledge(Acknowledgement(stored=tuple(row.alert_id for row in rows)))
    return [row.body for row in rows]


async def test_a_replayed_alert_goes_again_just_as_it_was(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await refuse_all(outbox)
    (letter,) = await outbox.dead_letters()
    assert (letter.alert_id, letter.reason) == (alert.id, "no such region")
    assert await outbox.replay() == 1
    assert (outbox.figures.dead_letters, outbox.figures.waiting) == (0, 1)
    assert [json.loads(body) for body in await store_all(outbox)] == [alert.model_dump(mode="json")]
    assert (outbox.figures.dead_letters, outbox.figures.waiting) == (0, 0)


async def test_it_goes_also_long_after_its_incident_was_forgotten(
    outbox: Outbox, story: Any, clock: ManualClock
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await refuse_all(outbox)
    await outbox.record(*story.end(incident))
    await store_all(outbox)
    clock.advance((ENDED_STAY + timedelta(minutes=1)).total_seconds())
    other, beginning = story.open("lane")
    await outbox.record(other, beginning)
    await store_all(outbox)
    assert await outbox.replay([alert.id]) == 1
    assert len(await store_all(outbox)) == 1
    # What came back opens nothing here.
    assert [one.incident_id for one in await outbox.open_incidents()] == [other.incident_id]


async def test_an_id_that_is_none_of_them_replays_nothing(outbox: Outbox, story: Any) -> None:
    await outbox.record(*story.open())
    (alert_id,) = await refuse_all(outbox)
    with pytest.raises(BadInput, match="no dead letter"):
        await outbox.replay([alert_id, "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    assert (outbox.figures.dead_letters, outbox.figures.waiting) == (1, 0)


async def test_the_command_lists_shows_and_replays_beside_a_running_worker(
    outbox: Outbox, story: Any, tmp_path: Path
) -> None:
    _, alert = story.open()
    await outbox.record(_, alert)
    await refuse_all(outbox, "the region is unknown")
    await outbox.record(*story.open("lane"))
    where = ["--state", str(tmp_path), "--shard", "s1"]
    listed = CliRunner().invoke(command, ["list", *where])
    assert listed.exit_code == 0, listed.output
    assert "waiting: 1" in listed.output
    assert f"{alert.id}  " in listed.output
    assert "the region is unknown" in listed.output
    shown = CliRunner().invoke(command, ["show", alert.id, *where])
    assert json.loads(shown.output)["id"] == alert.id
    replayed = CliRunner().invoke(command, ["replay", alert.id, *where])
    assert "1 will be sent again" in replayed.output, replayed.output
    # The worker that has it open counts and sends it.
    assert len(await outbox.take_due(100)) == 2
    assert (outbox.figures.dead_letters, outbox.figures.waiting) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--shard", "s9"], "there is no outbox"),
        (["show", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--shard", "s1"], "no dead letter has this id"),
        (["replay", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--shard", "s1"], "there is no dead letter"),
        (["replay", "--shard", "s1"], "name ids"),
    ],
)
async def test_what_the_command_cannot_do_it_says(
    outbox: Outbox, tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = CliRunner().invoke(command, [*arguments, "--state", str(tmp_path)])
    assert result.exit_code != 0
    assert said in result.output
