"""An overload is said once, and that it is over once."""

from __future__ import annotations

from structlog.testing import capture_logs

from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.overload_notice import AFTER_S, OVER_AFTER_S, OverloadNotice
from ingest.schedule.promise_count import WORST_OVER_S, PromiseCount
from sharp_eyes.clock import ManualClock


def told(factors: list[tuple[float, int]]) -> list[str]:
    """Levels of what is logged over (factor, seconds) one after the other."""
    clock = ManualClock()
    notice = OverloadNotice(clock)
    with capture_logs() as logs:
        for factor, seconds in factors:
            for _ in range(seconds):
                notice.look(ScheduleFigures(factor, factor, 1.0, 0, 0))
                clock.advance(1)
    return [entry["log_level"] for entry in logs]


def test_an_overload_is_said_once_and_its_end_once() -> None:
    over = int(OVER_AFTER_S)
    assert told([(1.0, 100), (1.5, 1000), (2.5, 1000), (1.0, over + 5)]) == ["warning", "info"]


def test_a_moments_burst_is_no_news() -> None:
    assert told([(1.0, 10), (3.0, int(AFTER_S)), (1.0, 10)] * 20) == []


def test_a_factor_that_flutters_is_one_overload() -> None:
    flutter = [(1.2, 20), (1.0, int(OVER_AFTER_S) - 5)] * 30
    assert told([*flutter, (1.0, 100)]) == ["warning", "info"]


def test_the_worst_ratio_is_that_of_the_last_minutes() -> None:
    count = PromiseCount()
    count.add(10.0, 1.4, kept=False)
    count.add(20.0, 0.9, kept=True)
    assert (count.kept, count.missed) == (1, 1)
    assert count.worst(30.0) == 1.4
    assert count.worst(10.0 + WORST_OVER_S) == 1.4
    count.add(WORST_OVER_S + 10, 0.8, kept=True)
    assert count.worst(WORST_OVER_S + 20) == 1.4
    assert count.worst(2 * WORST_OVER_S + 20) == 0.8
    assert count.worst(4 * WORST_OVER_S) == 0.0
