"""Alerts that go at one time share messages, and keep their order and their size."""

from __future__ import annotations

import json

import pytest

from sharp_eyes.dispatch.alert_batch import MAX_BATCH_ALERTS, messages_of, payload_of
from sharp_eyes.dispatch.outbox_row import OutboxRow


def row(number: int, topic: str = "a", size: int = 20) -> OutboxRow:
    body = json.dumps({"n": number}).encode()
    return OutboxRow(number, f"{number}", topic, body + b" " * (size - len(body)), 1)


def numbers(message: tuple[str, list[OutboxRow]]) -> tuple[str, list[int]]:
    return message[0], [one.row for one in message[1]]


@pytest.mark.parametrize(
    ("rows", "max_bytes", "messages"),
    [
        pytest.param([], 100, [], id="nothing"),
        pytest.param([row(1)], 100, [("a", [1])], id="one goes alone"),
        pytest.param([row(1), row(2)], 100, [("a", [1, 2])], id="two go together"),
        pytest.param(
            [row(1), row(2, "b"), row(3), row(4, "b")],
            100,
            [("a", [1, 3]), ("b", [2, 4])],
            id="each topic has its own, in the order of its alerts",
        ),
        # Two brackets, and a comma between each two.
        pytest.param([row(1), row(2), row(3)], 43, [("a", [1, 2]), ("a", [3])], id="just fits"),
        pytest.param([row(1), row(2)], 42, [("a", [1]), ("a", [2])], id="one byte too many"),
        pytest.param(
            [row(1), row(2, size=500), row(3), row(4)],
            100,
            [("a", [1]), ("a", [2]), ("a", [3, 4])],
            id="what is too large for any goes alone and in its turn",
        ),
    ],
)
def test_alerts_are_put_into_messages_by_topic_and_size(
    rows: list[OutboxRow], max_bytes: int, messages: list[tuple[str, list[int]]]
) -> None:
    made = list(messages_of(rows, max_bytes))
    assert [numbers(one) for one in made] == messages
    for _topic, together in made:
        assert len(together) == 1 or len(payload_of(together)) <= max_bytes


def test_a_message_holds_no_more_alerts_than_the_centre_takes_from_one() -> None:
    made = list(messages_of([row(number) for number in range(MAX_BATCH_ALERTS + 1)]))
    assert [len(together) for _topic, together in made] == [MAX_BATCH_ALERTS, 1]


def test_one_alert_is_itself_and_several_are_an_array_of_them() -> None:
    assert payload_of([row(7)]) == row(7).body
    assert json.loads(payload_of([row(7), row(8)])) == [{"n": 7}, {"n": 8}]
