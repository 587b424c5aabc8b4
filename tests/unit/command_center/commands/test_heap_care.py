"""What a registry is made of is left out of full collections, and is freed all the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from command_center.commands.heap_care import HeapCare


class Registry:
    """Many objects, and no cycle among them."""

    def __init__(self) -> None:
        self.things = [[number] for number in range(1000)]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_a_newer_registry_is_left_out_once_and_the_older_one_is_freed() -> None:
    current = [Registry()]
    care = HeapCare(lambda: current[0])
    care.begin()
    frozen = gc.get_freeze_count()
    assert frozen > 1000
    care.look()
    assert gc.get_freeze_count() <= frozen, "nothing new"
    former = weakref.ref(current[0])
    current[0] = newer = Registry()
    care.look()
    assert former() is None
    assert not {id(one) for one in gc.get_objects()} & {id(one) for one in newer.things}
