"""Every call of a node goes to whichever of its centres answers, and brings back what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from ingest.centre_client.centre_clients import CentreClients
from ingest.centre_client.client import CentreClient
from ingest.centre_client.errors import CentreUnreachable, ShardTakenOver
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.errors import SharpEyesError, TryAgain
from sharp_eyes.node.dead_letter_report import DeadLetterReport

PICTURE = Picture.of(b"jpeg")
REPORT = DeadLetterReport()


class Centre:
    """A centre that says its name to every call, or fails.

    Attributes:
        fault: What every call fails with; none where it answers.
        asked: The calls that came, with what they were given.
    """

    def __init__(self, name: str, fault: SharpEyesError | None = None) -> None:
        self.name = name
        self.fault = fault
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, call: str) -> Callable[..., Awaitable[str]]:
        async def answer(*given: object) -> str:
            self.asked.append((call, *given))
            if self.fault is not None:
                raise self.fault
            return f"{call} by {self.name}"

        return answer


def clients(*centres: Centre) -> CentreClients:
    return CentreClients(cast("list[CentreClient]", centres))


def away(name: str) -> CentreUnreachable:
    return CentreUnreachable(name, "connection refused")


CALLS: list[tuple[str, tuple[Any, ...]]] = [
    ("grant", ("s1",)),
    ("cameras", ("s1", 7)),
    ("open_incidents", ("s1",)),
    ("dead_letters", ("s1", REPORT)),
    ("put_evidence", (PICTURE,)),
]


@pytest.mark.parametrize(("call", "given"), CALLS)
async def test_a_call_goes_on_as_it_is_and_past_a_centre_that_is_away(
    call: str, given: tuple[Any, ...]
) -> None:
    first, second = Centre("first"), Centre("second")
    both = clients(first, second)
    brings = None if call == "put_evidence" else f"{call} by first"
    assert await getattr(both, call)(*given) == brings
    assert (first.asked, second.asked) == ([(call, *given)], [])

    first.fault = away("first")
    brings = None if call == "put_evidence" else f"{call} by second"
    assert await getattr(both, call)(*given) == brings
    assert second.asked == [(call, *given)]
    # It stays with whoever answered, also for other calls and when the first one is back.
    first.fault = None
    assert await both.grant("s2") == "grant by second"
    assert first.asked == [(call, *given)] * 2


@pytest.mark.parametrize(("call", "given"), CALLS)
async def test_a_centre_that_refuses_has_the_last_word(call: str, given: tuple[Any, ...]) -> None:
    first = Centre("first", ShardTakenOver("first", "another node has it"))
    second = Centre("second")
    with pytest.raises(ShardTakenOver):
        await getattr(clients(first, second), call)(*given)
    assert second.asked == []


@pytest.mark.parametrize(("call", "given"), CALLS)
async def test_where_all_are_away_each_was_asked_once(call: str, given: tuple[Any, ...]) -> None:
    centres = [Centre(name, away(name)) for name in ("first", "second", "third")]
    with pytest.raises(TryAgain) as caught:
        await getattr(clients(*centres), call)(*given)
    assert caught.value is centres[0].fault
    assert [one.asked for one in centres] == [[(call, *given)]] * 3


def test_every_call_of_one_centre_is_a_call_of_several() -> None:
    def calls(kind: type[object]) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert calls(CentreClients) == calls(CentreClient) == {name for name, _given in CALLS}
