from __future__ import annotations

import pytest

from sharp_eyes.errors import BadInput
from simulators.trouble.fault_event import FaultEvent

IDS = ("37049901001326000001", "37049901001326000002")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("1:stall", FaultEvent(IDS[0], "stall")),
        ("2:drop:5", FaultEvent(IDS[1], "drop", 5.0)),
        (f"{IDS[1]}:reset:5.5:10", FaultEvent(IDS[1], "reset", 5.5, 10.0)),
        ("*:reconnect-storm:0:3", FaultEvent("*", "reconnect-storm", 0.0, 3.0)),
    ],
)
def test_a_fault_is_read_as_people_write_it(text: str, event: FaultEvent) -> None:
    assert FaultEvent.parse(text, IDS) == event


@pytest.mark.parametrize(
    "text",
    ["", "1", "1:", "0:stall", "3:stall", "x:stall", "1:fire", "1:stall:x", "1:stall:-1",
     "1:stall:1:2:3", "1:stall:nan", "1:stall:1:inf"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        FaultEvent.parse(text, IDS)
    assert refused.value.next_step is not None
