from __future__ import annotations

import pytest

from benchmarks.peers.steadiness import Steadiness


def test_what_grows_is_told_by_its_highest_and_its_end() -> None:
    samples = [(at_s, 100.0 if at_s <= 300 else 100.0 + at_s / 100) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert steady.base == 100.0
    assert steady.growth_share == pytest.approx(0.1195)
    assert 0.11 < steady.drift_share < steady.growth_share


def test_a_start_that_is_higher_or_lower_does_not_count() -> None:
    samples = [(float(at_s), 500.0 if at_s < 200 else 100.0) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert (steady.base, steady.highest, steady.spread) == (100.0, 100.0, 0.0)


def test_one_high_sample_later_counts_fully_for_the_highest_but_not_for_the_end() -> None:
    samples = [(float(at_s), 130.0 if at_s == 700 else 100.0) for at_s in range(0, 1200, 5)]
    steady = Steadiness.of(samples, 300.0)
    assert steady is not None
    assert steady.growth_share == pytest.approx(0.3)
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
