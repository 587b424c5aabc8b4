"""ULIDs repeat with the same clock and seed, and sort by time."""

from __future__ import annotations

from random import Random

from pydantic import TypeAdapter

from sharp_eyes.clock import ManualClock
from sharp_eyes.identifiers import Ulid, UlidSource


def test_the_same_clock_and_seed_give_the_same_ids() -> None:
    first, second = (UlidSource(ManualClock(), Random(7)) for _ in range(2))
    assert [first.new() for _ in range(3)] == [second.new() for _ in range(3)]


def test_later_ids_sort_after_earlier_ones() -> None:
    clock = ManualClock()
    source = UlidSource(clock, Random(7))
    ids = []
    for _ in range(20):
        ids.append(source.new())
        clock.advance(0.001)
    assert ids == sorted(ids)


def test_an_id_is_what_the_models_take_for_one() -> None:
    value = UlidSource(ManualClock(), Random(1)).new()
    assert TypeAdapter(Ulid).validate_python(value) == value
