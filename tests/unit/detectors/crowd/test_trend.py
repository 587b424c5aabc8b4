import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.crowd.trend import Trend
from tests.unit.detectors.support import at


def trend_of(values, every_s=10.0):
    trend = Trend()
    for number, value in enumerate(values):
        trend.add(value, at(number * every_s))
    return trend


@pytest.mark.parametrize(
    ("values", "ahead_s"),
    [
        ([2, 4, 6, 8], None),
        ([2, 4, 6, 8, 10], 50.0),
        ([2, 4, 6, 30, 10, 12, 14, 16], 20.0),
        ([2, 4, 6, 0, 10, 12, 14, 16], 20.0),
        ([10, 10, 10, 10, 10], None),
        ([10, 9, 11, 8, 12, 9, 10, 11], None),
        ([16, 14, 12, 10, 8], None),
        ([12, 14, 16, 18, 20], None),
        ([1.0, 1.2, 1.4, 1.6, 1.8], None),
    ],
    ids=[
        "too few looks",
        "steady rise",
        "one look far too high",
        "one look far too low",
        "flat",
        "up and down",
        "falling",
        "there already",
        "too slow to say",
    ],
)
def test_a_limit_of_twenty_is_seen_coming(values, ahead_s):
    found = trend_of(values).seconds_to(20.0)
    assert found == (ahead_s if ahead_s is None else pytest.approx(ahead_s))


@given(
    start=st.floats(0.0, 10.0),
    rise=st.floats(0.05, 5.0),
    every_s=st.floats(0.5, 60.0),
    looks=st.integers(5, 20),
)
def test_a_straight_rise_reaches_its_limit_when_told(start, rise, every_s, looks):
    trend = trend_of([start + rise * number for number in range(looks)], every_s)
    limit = start + rise * (looks + 2)
    assert trend.seconds_to(limit) == pytest.approx(3 * every_s, rel=0.01)


def test_a_clock_that_goes_back_begins_anew():
    trend = trend_of([2, 4, 6, 8, 10])
    trend.add(12, at(0))
    assert trend.seconds_to(20.0) is None
