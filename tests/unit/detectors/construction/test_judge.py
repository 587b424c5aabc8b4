"""How surely a change is a structure."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from detectors.construction.judge import Judge, features_of
from detectors.construction.lasting import Pace
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.tracked_change import TrackedChange
from tests.unit.detectors.support import START

EVERY_H = 5.0
VISITS = 10
PACE = Pace.of(600.0, 4)


def told(*, grows=False, vehicles=(0.0,) * 5, known_h=200.0, signs=(6.0,) * 5):
    """Return the features of a change seen for two days, and of which kind it is."""
    memory = PlaceMemory.empty((320, 180), START)
    whole = np.zeros((180, 320), np.bool_)
    since = START + timedelta(hours=known_h)
    everywhere = np.ones_like(whole)
    for visit in range(VISITS):
        whole[:] = False
        wide = 20 + 8 * visit if grows else 90
        whole[60:110, 100 : 100 + wide] = True
        at = since + timedelta(hours=EVERY_H * visit)
        memory.evidence.visit(whole, everywhere, ~whole, ~everywhere, at, infrared=False)
        memory.arrivals.visit(whole, everywhere, at, infrared=False)
    track = TrackedChange(
        1, whole, since, at, seen=VISITS, appeared=0.5, signs=signs, vehicles=vehicles
    )
    memory.tracker.tracks = [track]
    return features_of(track, memory, PACE, whole, None, at)


def test_the_weights_name_what_is_known_of_a_change():
    features = told()
    assert features is not None
    assert set(Judge.packaged().weights) == set(features)
    assert all(np.isfinite(one) for one in features.values())


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"grows": True}, {"grows": False}),
        ({"vehicles": (0.0,) * 5}, {"vehicles": (0.5,) * 5}),
        ({"known_h": 200.0}, {"known_h": 20.0}),
        ({"signs": (6.0,) * 5}, {"signs": (0.5,) * 5}),
    ],
    ids=["growth", "no vehicle", "a place long known", "unlike all that was seen"],
)
def test_what_speaks_for_a_structure_makes_the_judge_surer(more, less):
    judge = Judge.packaged()
    assert judge.sure(told(**more)) > judge.sure(told(**less))


def test_what_is_surely_wide_of_all_stays_between_nothing_and_one():
    judge = Judge(0.0, {"one": (0.0, 1.0, 1e9)})
    assert 0.0 <= judge.sure({"one": -1e9}) < 1e-9
    assert 1.0 - 1e-9 < judge.sure({"one": 1e9}) <= 1.0


def test_of_what_hardly_a_pixel_was_seen_nothing_is_judged():
    memory = PlaceMemory.empty((320, 180), START)
    mask = np.ones((180, 320), np.bool_)
    track = TrackedChange(1, mask, START, START)
    assert features_of(track, memory, PACE, mask, None, START + timedelta(hours=20)) is None
