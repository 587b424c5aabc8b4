"""Several alerts in one message: read in one go, refused one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_center.intake.alert_parser import MAX_BATCH_BYTES, parse_message
from command_center.intake.parsed import Unreadable
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.alert_batch import MAX_BATCH_ALERTS
from sharp_eyes.dispatch.topics import alert_topic
from tests.unit.command_center.alerts import SOURCE, alert, ulid

ALERTS = [alert(ulid(), zone=f"z{number}") for number in range(5)]
TOPIC = alert_topic(ALERTS[0].data.region, ALERTS[0].kind)


def batch(*pieces: Any) -> bytes:
    return json.dumps(
        [one.model_dump(mode="json") if isinstance(one, Alert) else one for one in pieces]
    ).encode()


def test_a_single_alert_is_a_message_too() -> None:
    assert parse_message(TOPIC, ALERTS[0].model_dump_json().encode()) == [ALERTS[0]]


@pytest.mark.parametrize("before", [b"", b" \n\t"])
def test_a_batch_is_read_in_its_order(before: bytes) -> None:
    assert parse_message(TOPIC, before + batch(*ALERTS)) == ALERTS


def changed(path: str, value: Any) -> dict[str, Any]:
    body = ALERTS[2].model_dump(mode="json")
    *parents, last = path.split(".")
    inner = body
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.phase", "over"),
        ("data.epoch", 2**63),
        ("data.seq", 10**30),
        ("data.zone", "a\0b"),
        ("data.zone", "\ud800"),
        ("data.measurement.value", float("nan")),
        ("data.extra", 1),
        # Another region's alert on this region's topic gets around its access list.
        ("data.region", "370499101999"),
        ("data.model.name", "x" * 70_000),
    ],
)
def test_one_that_cannot_be_taken_is_refused_and_its_neighbours_are_read(
    path: str, value: Any
) -> None:
    parsed = parse_message(TOPIC, batch(*ALERTS[:2], changed(path, value), *ALERTS[3:]))

    bad = parsed.pop(2)
    assert parsed == [*ALERTS[:2], *ALERTS[3:]]
    assert isinstance(bad, Unreadable)
    if len(str(value)) < 60_000:
        assert (bad.id, bad.source) == (ALERTS[2].id, SOURCE)


@pytest.mark.parametrize("nonsense", [None, 7, "text", [], [[]], {}, [ALERTS[0].id]])
def test_nonsense_between_alerts_is_dropped_and_they_are_read(nonsense: Any) -> None:
    parsed = parse_message(TOPIC, batch(ALERTS[0], nonsense, ALERTS[1]))

    assert [parsed[0], parsed[2]] == ALERTS[:2]
    assert isinstance(parsed[1], Unreadable)
    assert not parsed[1].answerable


@pytest.mark.parametrize(
    "payload",
    [
        b"[",
        b"[1,",
        b"[" * 30_000,
        b"[" + b" " * MAX_BATCH_BYTES + b"]",
        b"[" + b"1," * MAX_BATCH_ALERTS + b"1]",
        b"[\xff]",
    ],
)
def test_a_message_of_which_nothing_can_be_told_apart_is_one_that_is_dropped(
    payload: bytes,
) -> None:
    (parsed,) = parse_message(TOPIC, payload)

    assert isinstance(parsed, Unreadable)
    assert not parsed.answerable


def test_an_empty_batch_is_nothing() -> None:
    assert parse_message(TOPIC, b"[]") == []


@given(st.binary(max_size=300))
def test_no_bytes_break_it(payload: bytes) -> None:
    for start in (b"", b"["):
        for one in parse_message(TOPIC, start + payload):
            assert isinstance(one, Unreadable | Alert)
