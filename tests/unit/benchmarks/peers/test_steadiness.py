from __future__ import annotations

import pytest

from benchmarks.peers.steadiness import Steadiness


def test_what_grows_is_told_by_its_highest_and_its_end() -> None:
    samples = [(at_s, 100.0 if at_s <= 300 else 100.0 + at_s / 100) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert steady.base == 100.0
    assert steady.highest == pytest.approx(111.95)
    # The middle of the last minute is what stood half a minute before its end.
    assert steady.growth_share == pytest.approx(0.117, abs=0.001)
    assert steady.drift_share == steady.growth_share


def test_a_start_that_is_higher_or_lower_does_not_count() -> None:
    samples = [(float(at_s), 500.0 if at_s < 200 else 100.0) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert (steady.base, steady.highest, steady.spread) == (100.0, 100.0, 0.0)


@pytest.mark.parametrize(("samples_high", "grown"), [(1, 0.0), (5, 0.0), (7, 0.3), (60, 0.3)])
def test_what_is_high_for_most_of_a_minute_has_grown_and_a_moment_is_told_apart(
    samples_high: int, grown: float
) -> None:
    high = range(700, 700 + 5 * samples_high, 5)
    samples = [(float(at_s), 130.0 if at_s in high else 100.0) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert steady.highest == 130.0
    assert steady.growth_share == pytest.approx(grown)
    assert steady.drift_share == 0.0
    assert steady.spread == 30.0


@pytest.mark.parametrize(
    "samples",
    [[], [(10.0, 1.0)], [(299.0, None), (301.0, 1.0)], [(299.0, 1.0), (301.0, None)]],
)
def test_without_values_on_both_sides_there_is_no_judgement(
    samples: list[tuple[float, float | None]],
) -> None:
    assert Steadiness.of(samples, 300.0) is None
