"""Whichever centre answers is asked, until it does not."""

from __future__ import annotations

import pytest

from ingest.centre_client.errors import CentreRefuses, CentreUnreachable
from ingest.centre_client.in_turn import InTurn


class Centre:
    def __init__(self, name: str) -> None:
        self.name = name
        self.fails: Exception | None = None
        self.asked = 0

    async def call(self) -> str:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.name


@pytest.fixture
def centres() -> list[Centre]:
    return [Centre("one"), Centre("two"), Centre("three")]


def gone(name: str) -> CentreUnreachable:
    return CentreUnreachable(name, "connection refused")


async def test_the_next_one_is_asked_and_stays_the_one_that_is_asked(
    centres: list[Centre],
) -> None:
    turn = InTurn(centres)
    assert await turn.ask(Centre.call) == "one"
    centres[0].fails = gone("one")
    assert await turn.ask(Centre.call) == "two"
    centres[0].fails = None
    assert await turn.ask(Centre.call) == "two"
    centres[1].fails = centres[2].fails = gone("both")
    assert await turn.ask(Centre.call) == "one"
    assert [one.asked for one in centres] == [3, 3, 1]


async def test_where_none_answers_each_was_asked_once_and_the_first_ones_word_is_said(
    centres: list[Centre],
) -> None:
    for one in centres:
        one.fails = gone(one.name)
    with pytest.raises(CentreUnreachable, match="one"):
        await InTurn(centres).ask(Centre.call)
    assert [one.asked for one in centres] == [1, 1, 1]


async def test_what_a_centre_says_on_purpose_is_asked_of_no_other(centres: list[Centre]) -> None:
    centres[0].fails = CentreRefuses("one", 401)
    with pytest.raises(CentreRefuses):
        await InTurn(centres).ask(Centre.call)
    assert centres[1].asked == 0
