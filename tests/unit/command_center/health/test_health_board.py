"""A dead worker never looks online."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from command_center.health.health_board import MAX_VALIDITY, HealthBoard
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import ShardHealth

CAMERA = "37049901001326000001"
ADDRESS = NodeAddress("370499", "101", "demo", "shard-1")


class Bench:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.changes = 0
        self.board = HealthBoard(
            self.clock,
            {CAMERA: "shard-1"}.get,
            self._changed,
            lambda address: address.town == ADDRESS.town,
        )

    def _changed(self) -> None:
        self.changes += 1

    def say(self, address: NodeAddress = ADDRESS, **fields: Any) -> None:
        now = self.clock.now()
        health = ShardHealth.model_validate(
            {
                "shard": "shard-1",
                "at": now,
                "valid_until": now + timedelta(seconds=15),
                "epoch": 1,
                "cameras": [{"id": CAMERA, "state": "online", "since": now, "fps": 15.0}],
            }
            | fields
        )
        self.board.take(address.health, health.model_dump_json().encode())

    @property
    def state(self) -> str:
        self.board.lapse()
        return self.board.change(CAMERA).state


def test_a_camera_is_unknown_until_its_shard_has_spoken() -> None:
    bench = Bench()
    assert bench.state == "unknown"
    bench.say()
    assert bench.state == "online"
    assert bench.board.change(CAMERA).fps == 15.0


def test_when_the_message_lapses_its_cameras_are_unknown_since_then() -> None:
    bench = Bench()
    bench.say()
    bench.clock.advance(14)
    assert bench.state == "online"
    bench.clock.advance(2)
    before = bench.board.version
    assert bench.state == "unknown"
    assert bench.board.change(CAMERA).since == bench.clock.now()
    assert bench.board.changed_since(before) == [CAMERA]


def test_nobody_silences_a_shard_from_another_town() -> None:
    bench = Bench()
    bench.say()
    elsewhere = NodeAddress("370499", "102", "demo", "shard-1")
    bench.say(elsewhere, epoch=2**62, cameras=[], alive=False)
    assert bench.state == "online"
    assert bench.board.shards["shard-1"].address == ADDRESS
    bench.clock.advance(10)
    bench.say()
    bench.clock.advance(10)
    assert bench.state == "online"


def test_the_last_will_greys_the_cameras_at_once() -> None:
    bench = Bench()
    bench.say()
    bench.say(alive=False, cameras=[], valid_until=bench.clock.now() + timedelta(days=1))
    assert bench.state == "unknown"


def test_a_retained_message_of_a_dead_worker_brings_nobody_to_life() -> None:
    bench = Bench()
    bench.clock.advance(60)
    bench.say(valid_until=bench.clock.now() - timedelta(seconds=1))
    assert bench.state == "unknown"


def test_no_shard_may_promise_for_longer_than_the_limit() -> None:
    bench = Bench()
    bench.say(valid_until=bench.clock.now() + timedelta(days=365))
    bench.clock.advance(MAX_VALIDITY.total_seconds() + 1)
    assert bench.state == "unknown"


def test_a_former_owner_and_its_last_will_are_not_listened_to() -> None:
    bench = Bench()
    bench.say(epoch=2)
    bench.say(epoch=1, alive=False)
    assert bench.state == "online"


def test_a_shard_cannot_speak_for_another_ones_cameras() -> None:
    bench = Bench()
    bench.say()
    other = NodeAddress("370499", "101", "demo", "shard-2")
    bench.say(
        other,
        shard="shard-2",
        cameras=[{"id": CAMERA, "state": "offline", "since": bench.clock.now()}],
    )
    assert bench.state == "online"


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (ADDRESS.health, b""),
        (ADDRESS.health, b"{}"),
        (ADDRESS.health, b"[" * 100_000),
        (ADDRESS.health, b" " * (1024 * 1024 + 1)),
        ("sharp-eyes/v1/370499/101/_/demo/health/../x", b"{}"),
        ("", b""),
    ],
)
def test_what_cannot_be_read_changes_nothing(topic: str, payload: bytes) -> None:
    bench = Bench()
    bench.board.take(topic, payload)
    assert (bench.changes, bench.board.shards) == (0, {})


def test_a_message_about_another_shard_than_its_topics_is_refused() -> None:
    bench = Bench()
    bench.say(NodeAddress("370499", "101", "demo", "shard-9"))
    assert bench.board.shards == {}
