"""Villages are looked at anew where there is news of them, and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from command_center.health.health_board import HealthBoard
from command_center.outage.villages import Villages
from command_center.registry.directory import Directory
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import ShardHealth
from sharp_eyes.registry.registry import Registry

HERE, THERE = "370499101201", "370499101202"
A, B, C = (f"37049901001326{number:06}" for number in (1, 2, 3))


class Holder:
    """A directory that is swapped by hand."""

    def __init__(self) -> None:
        self.revision = 0
        self.current = Directory()

    def hold(self, **region_of: str) -> None:
        self.revision += 1
        cameras = [
            {
                "id": {"a": A, "b": B, "c": C}[name],
                "name": name,
                "region": region,
                "streams": {"sub": "rtsp://10.0.0.1/x"},
            }
            for name, region in region_of.items()
        ]
        shards = {str(one["id"]): "shard-1" for one in cameras}
        registry = Registry.model_validate({"cameras": cameras})
        self.current = Directory.of(self.revision, registry, shards)


class Bench:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.holder = Holder()
        self.holder.hold(a=HERE, b=HERE, c=THERE)
        self.board = HealthBoard(
            self.clock,
            self._owner_of,
            lambda: None,
            lambda _address: True,
        )
        self.villages = Villages(self.holder, self.board, self.clock)  # type: ignore[arg-type]
        self.faults: dict[str, datetime] = {}

    def _owner_of(self, camera_id: str) -> str | None:
        return self.holder.current.shard_of.get(camera_id)

    def say(self, *, since_s: float = 0.0, **states: str) -> None:
        now = self.clock.now()
        cameras: list[dict[str, Any]] = [
            {
                "id": {"a": A, "b": B, "c": C}[name],
                "state": state,
                "since": now + timedelta(seconds=since_s),
            }
            for name, state in states.items()
        ]
        health = ShardHealth.model_validate(
            {
                "shard": "shard-1",
                "at": now,
                "valid_until": now + timedelta(seconds=15),
                "epoch": 1,
                "cameras": cameras,
            }
        )
        address = NodeAddress("370499", "101", "demo", "shard-1")
        self.board.take(address.health, health.model_dump_json().encode())

    def look(self, code: str = HERE) -> tuple[set[str], set[str]]:
        village = self.villages.look(self.faults)[code]
        return set(village.gone), set(village.here)


def test_what_a_shard_says_is_seen_at_the_next_look() -> None:
    bench = Bench()
    assert bench.look() == (set(), set())
    bench.say(a="online", b="offline", c="online")
    assert bench.look() == ({B}, {A})
    assert bench.look(THERE) == (set(), {C})
    bench.say(a="offline", b="online", c="online")
    assert bench.look() == ({A}, {B})


def test_a_camera_of_which_its_shard_speaks_no_more_is_neither_gone_nor_here() -> None:
    bench = Bench()
    bench.say(a="online", b="offline")
    assert bench.look() == ({B}, {A})
    bench.say(a="online")
    assert bench.look() == (set(), {A})


def test_a_silent_shards_cameras_are_neither_gone_nor_here() -> None:
    bench = Bench()
    bench.say(a="online", b="offline")
    assert bench.look() == ({B}, {A})
    bench.clock.advance(20)
    bench.board.lapse()
    assert bench.look() == (set(), set())


def test_a_fault_that_opens_and_ends_is_seen_at_the_next_look() -> None:
    bench = Bench()
    bench.say(a="online", b="online")
    assert bench.look() == (set(), {A, B})
    bench.faults = {A: bench.clock.now()}
    assert bench.look() == ({A}, {B})
    bench.faults = {}
    assert bench.look() == (set(), {A, B})


def test_a_moment_ahead_of_ours_is_now_until_our_clock_has_come_to_it() -> None:
    bench = Bench()
    bench.say(since_s=60, a="offline")
    ahead = bench.clock.now() + timedelta(seconds=60)
    for _ in range(5):
        bench.clock.advance(20)
        now = bench.clock.now()
        # Nobody has spoken since; time alone has passed.
        assert bench.villages.look({})[HERE].gone == {A: min(ahead, now)}


def test_a_camera_that_is_moved_counts_in_its_new_village() -> None:
    bench = Bench()
    bench.say(a="online", b="offline", c="online")
    assert bench.look() == ({B}, {A})
    bench.holder.hold(a=HERE, b=THERE, c=THERE)
    assert bench.look() == (set(), {A})
    assert bench.look(THERE) == ({B}, {C})
    bench.holder.hold(a=HERE)
    assert set(bench.villages.look({})) == {HERE}


def test_a_village_of_which_there_is_no_news_is_not_looked_at_again() -> None:
    bench = Bench()
    bench.say(a="online", b="offline", c="online")
    before = bench.villages.look({})[THERE]
    bench.faults = {A: bench.clock.now()}
    bench.look()
    assert bench.villages.look(bench.faults)[THERE] is before
