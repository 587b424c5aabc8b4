"""Which crowds true counts ask for."""

from __future__ import annotations

import pytest

from sharp_eyes.registry.limits import CrowdLimits
from simulators.replay.scoring.ideal_crowds import ideal_crowds

LIMITS = CrowdLimits(kind="crowd", people=10, clear_below=0.7, hold_s=3, clear_hold_s=2)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 10, 10, 10, 10, 9, 9], [(1, 4, None)]),
        ([0, 10, 10, 9, 10, 10, 10], []),
        ([10, 10, 10, 10, 0, 0, 0, 0], [(0, 3, 6)]),
        ([10, 10, 10, 10, 0, 8, 0, 0, 0], [(0, 3, 8)]),
        ([10, 10, 10, 10, 0, 0, 0, 10, 10, 10, 12], [(0, 3, 6), (7, 10, None)]),
        ([9] * 9, []),
        ([], []),
    ],
)
def test_a_crowd_is_due_after_the_hold_time_and_over_after_the_clear_hold(
    counts: list[int], expected: list[tuple[float, float, float | None]]
) -> None:
    timed = [(float(second), people) for second, people in enumerate(counts)]
    found = ideal_crowds("a", LIMITS, timed)
    assert [(row.start_s, row.due_s, row.end_s) for row in found] == expected


def test_a_limit_by_density_alone_says_nothing() -> None:
    limits = CrowdLimits(kind="crowd", people=None, density=2.0)
    assert ideal_crowds("a", limits, [(0.0, 50), (100.0, 50)]) == []
