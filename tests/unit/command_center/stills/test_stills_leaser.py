"""Nodes are asked for what somebody looks at."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from command_center.stills.stills_board import StillsBoard
from command_center.stills.stills_leaser import VALID_S, StillsLeaser
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.command import StillsLease

A, B, STRANGER = (f"3704990100132600000{number}" for number in (1, 2, 9))
SHARDS = {A: "shard-1", B: "shard-2"}


class Mail:
    def __init__(self) -> None:
        self.leases: list[tuple[str, StillsLease]] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        assert not retain
        self.leases.append((topic, StillsLease.model_validate_json(payload)))


def test_each_shard_is_asked_for_its_own_cameras_and_told_once_when_nobody_looks_any_more() -> None:
    board, mail, clock = StillsBoard(), Mail(), ManualClock()
    leaser = StillsLeaser(
        board,
        mail,
        SHARDS.get,
        lambda shard: NodeAddress("370499", "101", "demo", shard),
        clock,
        UlidSource(clock, Random(1)),
        "one",
    )
    looker = board.enter()
    board.ask(looker, [A, B, STRANGER], 0.5)
    leaser.renew()

    assert {topic.rsplit("/", 1)[1]: lease.cameras for topic, lease in mail.leases} == {
        "shard-1": (A,),
        "shard-2": (B,),
    }
    assert all(lease.every_s == 0.5 for _, lease in mail.leases)
    assert mail.leases[0][1].deadline == clock.now() + timedelta(seconds=VALID_S)

    board.ask(looker, [A], 1.0)
    mail.leases.clear()
    leaser.renew()
    assert {topic.rsplit("/", 1)[1]: lease.cameras for topic, lease in mail.leases} == {
        "shard-1": (A,),
        "shard-2": (),
    }

    board.leave(looker)
    leaser.renew()
    mail.leases.clear()
    leaser.renew()
    assert mail.leases == []


def test_each_centre_asks_under_the_name_that_its_line_says() -> None:
    board, mail, clock = StillsBoard(), Mail(), ManualClock()
    ulids = UlidSource(clock, Random(1))
    address = NodeAddress("370499", "101", "demo", "shard-1")
    leasers = [
        StillsLeaser(board, mail, SHARDS.get, lambda _: address, clock, ulids, name)
        for name in ("one", "two")
    ]
    board.ask(board.enter(), [A], 1.0)
    for leaser in leasers * 2:
        leaser.renew()
    assert [lease.centre for _, lease in mail.leases] == ["one", "two"] * 2
