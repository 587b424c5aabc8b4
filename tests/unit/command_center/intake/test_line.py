"""Messages wait in a bounded line, each once, and a culprit among many is found by halves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import IntegrityError

from command_center.intake import intake as intake_module
from command_center.intake.alert_parser import MAX_ALERT_BYTES
from command_center.intake.intake import Intake
from sharp_eyes.alert.alert import Alert
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.acknowledgement import Acknowledgement
from tests.unit.command_center.alerts import alert, ulid


class Wire:
    """Keeps what would be published."""

    def __init__(self) -> None:
        self.answers: list[Acknowledgement] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.answers.append(Acknowledgement.model_validate_json(payload))


class Bench(Intake):
    """Its store refuses certain alerts, and counts how often it is asked."""

    def __init__(self, *culprits: str) -> None:
        self.wire = Wire()
        super().__init__(None, None, None, self.wire, SystemClock(), None, None)  # type: ignore[arg-type]
        self.culprits = culprits
        self.asked = 0

    async def _commit(self, alerts: Sequence[Alert]) -> dict[tuple[str, str], str]:
        self.asked += 1
        if any(one.id in self.culprits for one in alerts):
            raise IntegrityError("insert", {}, Exception("constraint"))
        return {}


async def test_what_waits_already_is_not_put_in_line_again_until_it_was_taken_out() -> None:
    bench = Bench()
    bench.take("a", b"1")
    bench.take("a", b"1")
    # The same bytes by another topic are another message: it may be refused, and this one not.
    bench.take("b", b"1")
    assert await bench._next_batch() == [("a", b"1"), ("b", b"1")]
    assert bench.counts.repeated == 1
    bench.take("a", b"1")
    assert await bench._next_batch() == [("a", b"1")]


async def test_a_full_line_takes_no_more_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_module, "MAX_WAITING", 2)
    bench = Bench()
    for number in range(3):
        bench.take("a", b"%d" % number)
    assert bench.counts.overflowed == 1
    assert len(await bench._next_batch()) == 2
    bench.take("a", b"2")
    assert await bench._next_batch() == [("a", b"2")]


async def test_the_line_is_bounded_in_bytes_too_and_holds_no_more_of_a_message_than_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_module, "MAX_WAITING_BYTES", 2 * MAX_ALERT_BYTES + 10)
    bench = Bench()
    bench.take("a", b"x" * 10 * MAX_ALERT_BYTES)
    bench.take("b", b"y" * 10 * MAX_ALERT_BYTES)
    bench.take("c", b"too much" * 10)
    assert bench.counts.overflowed == 1
    assert [len(payload) for _topic, payload in await bench._next_batch()] == [
        MAX_ALERT_BYTES + 1,
        MAX_ALERT_BYTES + 1,
    ]


async def test_a_batch_is_what_waits_up_to_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "BATCH_MESSAGES", 3)
    bench = Bench()
    for number in range(4):
        bench.take("a", b"%d" % number)
    assert len(await bench._next_batch()) == 3
    async with asyncio.timeout(10):
        assert len(await bench._next_batch()) == 1


async def test_the_culprits_among_many_are_refused_and_all_others_stored() -> None:
    alerts = [alert(ulid(), zone=f"z{number}") for number in range(200)]
    culprits = [alerts[17].id, alerts[143].id]
    bench = Bench(*culprits)
    await bench._store(alerts, {})
    refused = [refusal.id for answer in bench.wire.answers for refusal in answer.refused]
    stored = [key for answer in bench.wire.answers for key in answer.stored]
    assert sorted(refused) == sorted(culprits)
    assert sorted(stored) == sorted(one.id for one in alerts if one.id not in culprits)
    # Two searches by halves, not 200 tries.
    assert bench.asked < 40
