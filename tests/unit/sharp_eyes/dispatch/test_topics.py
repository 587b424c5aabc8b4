"""Topics follow from region codes, so that an access list for a town is one line."""

from __future__ import annotations

import pytest

from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.dispatch.topics import NodeAddress, alert_topic
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize(
    ("region", "topic"),
    [
        ("370499101201", "sharp-eyes/v1/370499/101/201/alerts/crowd"),
        ("370499101000", "sharp-eyes/v1/370499/101/000/alerts/crowd"),
        ("370499000000", "sharp-eyes/v1/370499/000/000/alerts/crowd"),
    ],
)
def test_an_alert_goes_to_its_region_s_topic(region: str, topic: str) -> None:
    assert alert_topic(region, IncidentKind.CROWD) == topic


def test_the_answer_s_topic_follows_from_the_alert_s_source() -> None:
    address = NodeAddress("370499", "101", "n1", "shard-1")
    assert NodeAddress.from_source(address.source) == address
    assert address.acks == "sharp-eyes/v1/370499/101/_/n1/acks/shard-1"


def test_answers_under_a_former_town_are_ours_and_another_node_s_are_not() -> None:
    now = NodeAddress("370499", "101", "n1", "shard-1")
    former = NodeAddress("370499", "102", "n1", "shard-1")
    other = NodeAddress("370499", "101", "n2", "shard-1")
    assert now.is_ack(now.acks)
    assert now.is_ack(former.acks)
    assert not now.is_ack(other.acks)
    assert not now.is_ack(now.health)


@pytest.mark.parametrize("source", ["", "/", "a/b/c/d", "/1/2/3", "/1/2/3/4/5", "/1//3/4"])
def test_a_malformed_source_is_refused(source: str) -> None:
    with pytest.raises(BadInput, match="malformed"):
        NodeAddress.from_source(source)
