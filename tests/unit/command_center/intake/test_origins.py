"""What an alert says of itself reaches no further than the town of its topic."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from command_center.intake.origins import Origins
from command_center.registry.directory import Directory
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.topics import NodeAddress, alert_topic
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.streams import Streams
from tests.unit.command_center.alerts import alert, ulid

A, B = "370499101201", "370499102201"
OF_A, OF_B, UNKNOWN = (f"3704990100132600000{number}" for number in (1, 2, 9))
NODE_A, NODE_B = "/370499/101/node-a/shard-a", "/370499/102/node-b/shard-b"
WIDE = "/370499/101/node-w/shard-w"


def camera(camera_id: str, region: str) -> Camera:
    return Camera(
        id=camera_id, name="x", region=region, streams=Streams(sub="rtsp://127.0.0.1:1/x")
    )


def origins(shard_of_b: str = "shard-b", heard: NodeAddress | None = None) -> Origins:
    registry = Registry(cameras=(camera(OF_A, A), camera(OF_B, B)))
    directory = Directory.of(1, registry, {OF_A: "shard-a", OF_B: shard_of_b})
    holder = SimpleNamespace(current=directory)
    return Origins(holder, lambda shard: heard)  # type: ignore[arg-type]


def sent(source: str, region: str, subject: str) -> tuple[str, Alert]:
    one = alert(ulid(), kind="camera-fault", zone=None, region=region)
    one = one.model_copy(update={"source": source, "subject": subject})
    return alert_topic(region, one.kind), one


@pytest.mark.parametrize(
    ("source", "region", "subject"),
    [
        (NODE_A, A, f"camera/{OF_A}"),
        # Another village of the same town: the registry outranks it anyway.
        (NODE_A, "370499101202", f"camera/{OF_A}"),
        # Nobody has registered it (yet).
        (NODE_A, A, f"camera/{UNKNOWN}"),
        # A village's outage has no camera.
        (NODE_A, A, f"region/{A}"),
        # The node's own queue is nearly full.
        (NODE_A, "370499101000", "shard/shard-a"),
    ],
)
def test_what_a_node_says_of_its_own_town_is_taken(source: str, region: str, subject: str) -> None:
    assert origins().object_to(*sent(source, region, subject)) is None


def test_a_shard_speaks_in_each_town_where_it_has_cameras() -> None:
    wide = origins(shard_of_b="shard-w")
    topic, one = sent(WIDE, B, f"camera/{OF_B}")

    assert wide.object_to(topic, one) is None
    assert wide.may_be_told(topic, WIDE)


@pytest.mark.parametrize(
    ("region", "subject", "reason"),
    [
        (A, f"camera/{OF_B}", "its camera is registered in another town"),
        (A, f"region/{B}", "its subject lies in another town"),
        ("370499101000", "shard/shard-b", "its subject is another shard"),
    ],
)
def test_what_a_node_says_of_another_town_is_refused(
    region: str, subject: str, reason: str
) -> None:
    objection = origins().object_to(*sent(NODE_A, region, subject))

    assert objection is not None
    assert (objection.reason, objection.answerable) == (reason, True)


@pytest.mark.parametrize("subject", [f"camera/{OF_A}", f"camera/{OF_B}", f"camera/{UNKNOWN}"])
def test_nobody_is_told_when_the_source_is_another_towns(subject: str) -> None:
    topic, one = sent(NODE_B, A, subject)
    objection = origins().object_to(topic, one)

    assert objection is not None
    assert not objection.answerable
    assert not origins().may_be_told(topic, NODE_B)
    assert origins().may_be_told(topic, NODE_A)


def test_another_towns_shard_is_not_spoken_for_under_its_name_either() -> None:
    message = sent("/370499/101/evil/shard-b", "370499101000", "shard/shard-b")

    objection = origins().object_to(*message)
    assert objection is not None
    assert not objection.answerable

    moved = origins(heard=NodeAddress("370499", "101", "node-b", "shard-b"))
    assert moved.object_to(*message) is None
