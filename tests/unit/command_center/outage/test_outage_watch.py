"""When a village is dark and when that is over, on a clock that moves when told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from command_center.outage.outage_settings import OutageSettings
from command_center.outage.outage_watch import OutageWatch
from command_center.outage.village import Village
from sharp_eyes.alert.severity import Severity

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
VILLAGE = "370499101201"


def village(gone: Mapping[str, float], cameras: int = 6, unknown: tuple[str, ...] = ()) -> Village:
    """Cameras a, b, c …; of some the second at which they went."""
    names = [chr(ord("a") + number) for number in range(cameras)]
    return Village(
        VILLAGE,
        cameras,
        {name: START + timedelta(seconds=at) for name, at in gone.items()},
        frozenset(name for name in names if name not in gone and name not in unknown),
    )


@pytest.mark.parametrize(
    ("gone", "cameras", "dark"),
    [
        pytest.param({}, 6, "", id="all here"),
        pytest.param({"a": 0, "b": 1, "c": 2}, 6, "", id="half is not more than half"),
        pytest.param({"a": 0, "b": 1, "c": 2, "d": 3}, 6, "abcd", id="more than half"),
        pytest.param({"a": 0, "b": 1}, 2, "", id="two are repaired one by one"),
        pytest.param({"a": 0, "b": 1, "c": 2}, 3, "abc", id="all three of three"),
        pytest.param({"a": 0, "b": 20, "c": 40, "d": 60}, 6, "abcd", id="within the minute"),
        pytest.param({"a": 0, "b": 20, "c": 40, "d": 61}, 6, "", id="not within the minute"),
        pytest.param({"a": -9e5, "b": 0, "c": 1, "d": 2}, 6, "", id="one was broken for long"),
        pytest.param(
            {"a": -9e5, "b": 0, "c": 1, "d": 2, "e": 3}, 6, "bcde", id="and is no part of it"
        ),
        pytest.param(
            {"a": -300, "b": -290, "c": -280, "d": 0, "e": 1, "f": 2}, 6, "", id="half and half"
        ),
    ],
)
def test_more_than_half_gone_within_a_minute_is_an_outage(
    gone: dict[str, float], cameras: int, dark: str
) -> None:
    watch = OutageWatch(OutageSettings())
    assert not watch.begins(village(gone, cameras), 100.0), "not before it held"
    assert set(watch.begins(village(gone, cameras), 110.0)) == set(dark)


def test_a_village_that_is_back_before_the_hold_time_is_no_outage() -> None:
    watch = OutageWatch(OutageSettings(hold_s=10))
    four = village({"a": 0, "b": 0, "c": 0, "d": 0})
    watch.begins(four, 0.0)
    assert watch.coming() == {VILLAGE}
    watch.begins(village({"a": 0}), 9.0)
    assert watch.coming() == set()
    assert not watch.begins(four, 10.0)
    assert watch.begins(four, 20.0)


def test_asking_twice_gives_the_same_answer_twice() -> None:
    watch = OutageWatch(OutageSettings())
    four = village({"a": 0, "b": 0, "c": 0, "d": 0})
    watch.begins(four, 0.0)
    assert watch.begins(four, 10.0) == watch.begins(four, 10.0) != {}


def test_the_settings_say_what_share_how_many_and_how_soon() -> None:
    settings = OutageSettings(share=0.2, least=2, window_s=5, hold_s=0)
    assert not OutageWatch(settings).begins(village({"a": 0, "b": 6}, 6), 0.0)
    assert set(OutageWatch(settings).begins(village({"a": 0, "b": 5}, 6), 0.0)) == {"a", "b"}
    assert not OutageWatch(settings).begins(village({"a": 0, "b": 5}, 10), 0.0)


def test_it_is_over_when_enough_are_back_for_long_enough() -> None:
    watch = OutageWatch(OutageSettings(back_share=0.25, back_hold_s=30))
    members = "abcdef"
    # One of six may be left.
    assert not watch.is_over(village({"a": 0, "b": 0}), members, 0.0)
    assert not watch.is_over(village({"a": 0}), members, 1.0)
    assert not watch.is_over(village({"a": 0}), members, 30.0)
    assert watch.is_over(village({"a": 0}), members, 31.0)


def test_a_relapse_begins_the_wait_anew() -> None:
    watch = OutageWatch(OutageSettings(back_hold_s=30))
    watch.is_over(village({}), "abcd", 0.0)
    watch.is_over(village({"a": 0, "b": 0, "c": 0}), "abcd", 20.0)
    assert not watch.is_over(village({}), "abcd", 40.0)
    assert not watch.is_over(village({}), "abcd", 69.0)
    assert watch.is_over(village({}), "abcd", 70.0)


def test_cameras_of_which_nothing_is_known_are_not_back() -> None:
    watch = OutageWatch(OutageSettings(back_hold_s=0))
    assert not watch.is_over(village({}, unknown=("a", "b", "c")), "abcd", 0.0)
    assert watch.is_over(village({}, unknown=("e", "f")), "abcd", 0.0)


def test_what_was_broken_before_does_not_keep_an_outage_open() -> None:
    watch = OutageWatch(OutageSettings(back_hold_s=0))
    assert watch.is_over(village({"e": -9e5, "f": -9e5}), "abcd", 0.0)


@pytest.mark.parametrize("cameras", range(1, 40))
def test_an_outage_that_is_over_does_not_begin_again_at_once(cameras: int) -> None:
    settings = OutageSettings(share=0.1, least=1, back_share=1.0)
    assert settings.most_left(cameras) < settings.needed(cameras)


@pytest.mark.parametrize(
    ("gone", "severity"),
    [(4, Severity.SERIOUS), (7, Severity.SERIOUS), (8, Severity.MAJOR), (10, Severity.MAJOR)],
)
def test_the_more_of_a_village_the_graver(gone: int, severity: Severity) -> None:
    assert OutageSettings().severity(gone, 10) is severity
