"""Streams are kept in memory only near an incident, and only as far as the memory reaches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.worker.clips.clip_settings import MIB, ClipSettings
from ingest.worker.clips.tap_keeper import WAITING, TapKeeper
from sharp_eyes.clock import ManualClock
from tests.unit.ingest.worker.clips.taps import FakeTaps

SETTINGS = ClipSettings(memory_bytes=3 * MIB, least_ring_bytes=MIB, most_ring_bytes=2 * MIB)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture
def taps() -> FakeTaps:
    return FakeTaps()


@pytest.fixture
def keeper(taps: FakeTaps, clock: ManualClock) -> TapKeeper:
    return TapKeeper(taps, SETTINGS, clock)


@pytest.mark.parametrize(
    ("nearness", "tapped"),
    [
        ({"a": 0.79}, set()),
        ({"a": 0.8}, {"a"}),
        ({"a": 2.0, "b": 0.0}, {"a"}),
        ({"a": 0.9, "b": 1.0, "c": 0.85, "d": 1.2}, {"a", "b", "d"}),
        ({"a": 9.0, "b": 9.0, "c": 9.0, "d": WAITING}, {"a", "b", "d"}),
    ],
)
def test_who_is_nearest_to_its_limit_is_tapped(
    keeper: TapKeeper, taps: FakeTaps, nearness: dict[str, float], tapped: set[str]
) -> None:
    keeper.look(nearness)
    assert set(taps.rings) == tapped
    assert keeper.held_bytes <= SETTINGS.memory_bytes


@pytest.mark.parametrize(
    ("kbps", "ring"),
    [(0, MIB), (415, int(415 * 125 * 20 * 1.3)), (4000, 2 * MIB)],
)
def test_a_ring_is_as_large_as_the_stream_asks_for_within_bounds(
    keeper: TapKeeper, taps: FakeTaps, kbps: float, ring: int
) -> None:
    taps.kbps["a"] = kbps
    keeper.look({"a": 1.0})
    assert taps.rings == {"a": ring}


def test_a_tap_outlives_the_moment_and_goes_when_the_count_stays_away(
    keeper: TapKeeper, taps: FakeTaps, clock: ManualClock
) -> None:
    keeper.look({"a": 0.9})
    clock.advance(SETTINGS.linger_s - 1)
    keeper.look({"a": 0.1})
    assert set(taps.rings) == {"a"}
    clock.advance(2)
    keeper.look({"a": 0.1})
    assert not taps.rings
    assert len(taps.told) == 2, "told only what changes"


def test_a_camera_that_may_not_be_tapped_any_more_loses_its_tap_at_once(
    keeper: TapKeeper, taps: FakeTaps
) -> None:
    keeper.look({"a": 1.0})
    keeper.look({})
    assert not taps.rings


def test_a_ring_that_is_filled_is_not_given_up_for_one_a_little_nearer(
    keeper: TapKeeper, taps: FakeTaps
) -> None:
    keeper.look({"a": 0.9, "b": 0.9, "c": 0.9})
    keeper.look({"a": 0.9, "b": 0.9, "c": 0.9, "d": 1.3})
    assert set(taps.rings) == {"a", "b", "c"}
    keeper.look({"a": 0.9, "b": 0.9, "c": 0.9, "d": 1.5})
    assert set(taps.rings) == {"a", "b", "d"}


def test_closing_lets_go_of_everything(keeper: TapKeeper, taps: FakeTaps) -> None:
    keeper.look({"a": 1.0, "b": 1.0})
    keeper.close()
    assert not taps.rings
    assert keeper.held_bytes == 0
