"""What the diagnosis' benchmark draws for a place, alone and among the others."""

from __future__ import annotations

import io
from collections.abc import Set

import numpy as np
import pytest
from rich.console import Console

from benchmarks.diagnosis import run
from benchmarks.picture_faults.chosen_places import SETS, chosen_places
from benchmarks.picture_faults.faults import FAULTS, Change
from benchmarks.picture_faults.footage import HEIGHT, WIDTH, Place
from benchmarks.picture_faults.sensor import Sensor
from detectors.picture import Picture


def place(name: str, seed: int) -> Place:
    coarse = np.random.default_rng(seed).integers(20, 236, (HEIGHT // 20, WIDTH // 20, 3))
    return Place(name, [np.asarray(coarse.repeat(20, 0).repeat(20, 1), np.uint8)])


PLACES = [place("here", 1), None, place("there", 2), place("yonder", 3)]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("fresh", {"fresh": SETS["fresh"]}),
        ("vtest", {"development": ("vtest",)}),
        ("tree,building,vtest", {"development": ("vtest", "tree"), "held-out": ("building",)}),
        ("fresh,room", {"fresh": SETS["fresh"]}),
    ],
)
def test_a_place_is_watched_as_one_of_its_set(text: str, chosen: dict[str, tuple[str]]) -> None:
    assert chosen_places(text) == chosen


def test_a_name_that_is_no_place_is_answered_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"vtesst.*development: vtest, tree"):
        chosen_places("vtesst,fresh")


def drawn(
    watched: Set[str], events: Set[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[tuple[str, str]]]:
    """Return, by fault, where cameras were turned to and what was drawn there."""
    met: dict[str, list[tuple[str, str]]] = {}

    def asked(name: str) -> None:
        def maker(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
            met.setdefault(name, []).append((other.name, f"{random.uniform():.6f}"))

            def change(picture: Picture, _look: int) -> Picture:
                return picture

            return change

        monkeypatch.setitem(FAULTS, name, maker)

    for name in FAULTS:
        asked(name)
    run(PLACES, watched, ["day"], events, 1, 1, Console(file=io.StringIO()))
    return met


def test_a_camera_watched_alone_is_turned_to_other_places(monkeypatch: pytest.MonkeyPatch) -> None:
    met = drawn({"there"}, {"black"}, monkeypatch)
    places = {name for draws in met.values() for name, _drawn in draws}
    assert places == {"here", "yonder"}


def test_a_place_and_an_event_alone_meet_what_they_meet_in_the_full_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = drawn({"here", "there", "yonder"}, {"black", "frozen"}, monkeypatch)
    alone = drawn({"there"}, {"black"}, monkeypatch)
    assert {name: draws[1:2] for name, draws in full.items()} == alone
