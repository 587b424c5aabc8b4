"""What comes from the broker is hostile until it is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_center.intake.alert_parser import MAX_ALERT_BYTES, parse_alert
from command_center.intake.parsed import Unreadable
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.topics import alert_topic
from tests.unit.command_center.alerts import SOURCE, alert, ulid

GOOD = alert(ulid())
TOPIC = alert_topic(GOOD.data.region, GOOD.kind)


def changed(path: str, value: Any) -> bytes:
    body = GOOD.model_dump(mode="json")
    *parents, last = path.split(".")
    inner = body
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    return json.dumps(body).encode()


def test_an_alert_on_its_own_topic_is_read() -> None:
    assert parse_alert(TOPIC, GOOD.model_dump_json().encode()) == GOOD


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.measurement.value", float("nan")),
        ("data.measurement.limit", float("inf")),
        ("data.epoch", 2**63),
        ("data.seq", 10**30),
        ("data.seq", -1),
        ("data.severity", 5),
        ("data.zone", "a\0b"),
        ("data.model.name", "x" * 101),
        ("data.phase", "over"),
        ("data.phase", "end"),
        ("data.extra", 1),
        ("time", "0001-01-01T00:00:00+14:00"),
        ("time", "9999-12-31T23:59:59-14:00"),
        ("time", "2026-06-01T08:00:00"),
        ("subject", "camera/../../etc"),
        ("data.evidence", [{"sha256": "../x"}]),
        # Another region's alert on this region's topic gets around its access list.
        ("data.region", "370499101999"),
    ],
)
def test_an_alert_that_cannot_be_taken_is_refused_by_its_id(path: str, value: Any) -> None:
    parsed = parse_alert(TOPIC, changed(path, value))

    assert isinstance(parsed, Unreadable)
    assert parsed.answerable
    assert (parsed.id, parsed.source) == (GOOD.id, SOURCE)
    assert parsed.reason


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 30_000,
        b'{"a":' * 5_000,
        b"{" + b" " * MAX_ALERT_BYTES + b"}",
        changed("id", "../../x"),
        changed("source", "/370499/101/demo/shard-1/../../other"),
        changed("source", "sharp-eyes/#"),
        changed("id", 7),
    ],
)
def test_what_names_nobody_who_could_be_told_is_dropped(payload: bytes) -> None:
    parsed = parse_alert(TOPIC, payload)

    assert isinstance(parsed, Unreadable)
    assert not parsed.answerable


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(payload: bytes) -> None:
    assert isinstance(parse_alert(TOPIC, payload), Unreadable | Alert)
