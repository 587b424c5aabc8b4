"""When a crowd is real, and which incident is its."""

from __future__ import annotations

import pytest

from benchmarks.crowds.episode import Episode, episodes
from benchmarks.crowds.zone_result import ZoneResult


def looks(*values: float) -> list[tuple[float, float]]:
    return [(10.0 * number, value) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((9, 9, 9, 9), []),
        ((10, 10, 9, 10, 10, 9), []),
        ((1, 10, 11, 10, 8, 10, 6, 1), [Episode(10.0, 60.0)]),
        ((10, 10, 10, 10), [Episode(0.0, 30.0)]),
        ((10, 10, 10, 1, 10, 10, 10, 1), [Episode(0.0, 30.0), Episode(40.0, 70.0)]),
    ],
    ids=["under", "not held", "until it clears", "to the end", "twice"],
)
def test_a_limit_that_is_held_is_an_episode(
    values: tuple[float, ...], found: list[Episode]
) -> None:
    assert episodes(looks(*values), limit=10, clear_below=7, hold_s=20) == found


@pytest.mark.parametrize(
    ("incidents", "found", "false", "delays"),
    [
        ([(130.0, 260.0)], 1, 0, [1.0]),
        ([], 0, 0, []),
        ([(50.0, 90.0)], 0, 1, []),
        ([(120.0, 150.0), (180.0, None)], 1, 1, [0.0]),
    ],
    ids=["found", "missed", "elsewhere", "twice"],
)
def test_every_episode_takes_one_incident_and_the_rest_are_false(
    incidents: list[tuple[float, float | None]], found: int, false: int, delays: list[float]
) -> None:
    result = ZoneResult.match(
        "a square", [Episode(100.0, 220.0)], incidents, hold_s=20, clear_hold_s=30, look_s=10
    )
    assert (result.episodes, result.found, result.false) == (1, found, false)
    assert result.delays == delays
    assert len(result.missed) == 1 - found + false
