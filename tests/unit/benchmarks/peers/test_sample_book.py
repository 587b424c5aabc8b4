from __future__ import annotations

from typing import Any

import pytest

from benchmarks.peers.sample_book import SampleBook


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Hand:
    return Hand()


def booked(clock: Hand, *events: tuple[float, str]) -> dict[str, Any]:
    book = SampleBook(["a", "b"], 2.0, clock)
    for at_s, camera in events:
        clock.s = 100.0 + at_s
        book.add(camera)
    return book.stats()


def test_a_camera_that_delivered_once_is_online_the_other_is_not(clock: Hand) -> None:
    cameras = booked(clock, (1.0, "a"))["cameras"]
    assert cameras["a"] == {"state": "online", "samples": 1, "gaps": 0}
    assert cameras["b"] == {"state": "connecting", "samples": 0, "gaps": 0}


def test_connecting_took_until_the_last_cameras_first_picture(clock: Hand) -> None:
    stats = booked(clock, (1.0, "a"), (3.0, "a"), (4.5, "b"), (5.0, "a"))
    assert stats["process"]["connect_s"] == pytest.approx(4.5)


def test_connecting_has_no_end_while_a_camera_is_missing(clock: Hand) -> None:
    assert booked(clock, (1.0, "a"), (3.0, "a"))["process"]["connect_s"] is None


@pytest.mark.parametrize(("interval_s", "gaps"), [(2.0, 0), (3.0, 0), (3.01, 1), (60.0, 1)])
def test_an_interval_over_one_and_a_half_times_the_asked_one_is_a_gap(
    clock: Hand, interval_s: float, gaps: int
) -> None:
    stats = booked(clock, (1.0, "a"), (1.0 + interval_s, "a"))
    assert stats["cameras"]["a"]["gaps"] == gaps
    assert stats["totals"]["late"] == gaps


def test_expected_are_the_samples_of_all_cameras_also_of_those_that_never_came(
    clock: Hand,
) -> None:
    totals = booked(clock, (10.0, "a"))["totals"]
    assert totals == {"expected": 10, "delivered": 1, "late": 0}
