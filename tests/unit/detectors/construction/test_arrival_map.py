"""Since when a place has been different for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from detectors.construction.arrival_map import ArrivalMap
from detectors.construction.evidence_map import NEVER, moment

START = datetime(2026, 4, 1, tzinfo=UTC)
EVERY = timedelta(hours=5)


def begun(seen: str) -> int | None:
    """Return the visit a pixel's change began at, after visits that saw it (+), did not (-),
    did not by infrared light (i), or could not tell (?)."""
    arrivals = ArrivalMap.empty(8, 8)
    everywhere = np.ones((8, 8), np.bool_)
    for number, one in enumerate(seen):
        changed = everywhere if one in "+?" else ~everywhere
        told = ~everywhere if one == "?" else everywhere
        arrivals.visit(changed, told, START + number * EVERY, infrared=one == "i")
    onset = int(arrivals.onsets[0, 0])
    if onset == NEVER:
        return None
    return round((onset - moment(START)) / EVERY.total_seconds())


@pytest.mark.parametrize(
    ("seen", "at"),
    [
        ("-----", None),
        ("--+++", 2),
        ("+--+++", 3),
        ("--++-+", 2),
        ("--++ii+", 2),
        ("+-----", None),
        ("--??++", 4),
        ("++++--++++", 0),
    ],
)
def test_a_change_begins_where_its_past_is_best_divided(seen: str, at: int | None) -> None:
    assert begun(seen) == at


def test_what_went_away_begins_anew() -> None:
    arrivals = ArrivalMap.empty(8, 8)
    everywhere = np.ones((8, 8), np.bool_)
    arrivals.visit(everywhere, everywhere, START, infrared=False)
    arrivals.clear(everywhere)
    assert (arrivals.onsets == NEVER).all()
    arrivals.visit(everywhere, everywhere, START + EVERY, infrared=False)
    assert (arrivals.onsets == moment(START + EVERY)).all()
