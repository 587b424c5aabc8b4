"""When a stream is read next."""

import pytest

from ingest.rtsp.reading_pace import MARGIN_S, SOON_S, ReadingPace

HZ = 90_000
PERIOD_S = 0.25


def pace_of(*key_times_s: float, steady_period_s: float = 1.0) -> ReadingPace:
    pace = ReadingPace(HZ, PERIOD_S, steady_period_s)
    for time_s in key_times_s:
        pace.key_frame_came(ticks(time_s))
    return pace


def ticks(time_s: float) -> int:
    """Begin shortly before the 32 bits run over."""
    return (2**32 - 3 * HZ + round(time_s * HZ)) % 2**32


@pytest.mark.parametrize("keys", [(), (0.0,), (0.0, 2.0), (0.0, 2.0, 5.0)])
def test_without_a_rhythm_it_is_read_at_the_usual_pace(keys):
    assert pace_of(*keys).next_in_s(ticks(6.0), coming=False) == PERIOD_S


def test_a_key_frame_that_is_half_there_is_read_soon():
    assert pace_of(0.0, 2.0, 4.0).next_in_s(ticks(4.0), coming=True) == SOON_S


@pytest.mark.parametrize(
    ("newest_s", "expected_s"),
    [
        (4.0, (2.0 + MARGIN_S) / 3),
        (4.5, (1.5 + MARGIN_S) / 2),
        (5.2, 0.8 + MARGIN_S),
        (5.9, 0.1 + MARGIN_S),
        (6.1, SOON_S),
        (6.4, SOON_S),
    ],
)
def test_with_a_rhythm_a_reading_falls_just_behind_the_next_key_frame(newest_s, expected_s):
    pace = pace_of(0.0, 2.0, 4.0)
    assert pace.next_in_s(ticks(newest_s), coming=False) == pytest.approx(expected_s, abs=1e-4)
    assert pace.steady


def test_a_key_frame_that_does_not_come_breaks_the_rhythm():
    pace = pace_of(0.0, 2.0, 4.0)
    assert pace.next_in_s(ticks(6.7), coming=False) == PERIOD_S
    assert not pace.steady


def test_readings_follow_each_other_so_that_none_is_longer_than_allowed():
    pace = pace_of(0.0, 4.0, 8.0, steady_period_s=1.5)
    now_s, readings = 8.0, []
    while now_s < 12.0:
        wait_s = pace.next_in_s(ticks(now_s), coming=False)
        now_s += wait_s
        readings.append(wait_s)
    assert max(readings) <= 1.5
    assert len(readings) == 3
    assert 12.0 <= now_s <= 12.0 + 2 * MARGIN_S


@pytest.mark.parametrize("jump_s", [-3.0, 0.0, 3600.0])
def test_a_jump_of_the_cameras_clock_is_no_interval(jump_s):
    pace = pace_of(0.0, 2.0, 4.0)
    pace.key_frame_came(ticks(4.0 + jump_s))
    assert not pace.steady


@pytest.mark.parametrize(
    ("newest_s", "longest_s", "age_s"),
    [(4.0, 2.0, 0.0), (4.4, 2.0, 0.4), (9.0, 1.5, 1.5), (3.9, 2.0, 0.0)],
)
def test_a_frames_age_is_what_came_behind_it_and_never_over_the_time_since_the_last_reading(
    newest_s, longest_s, age_s
):
    age = pace_of().age_s(ticks(4.0), ticks(newest_s), longest_s)
    assert age == pytest.approx(age_s, abs=1e-4)


def test_after_a_while_without_looking_the_rhythm_is_still_known():
    pace = pace_of(0.0, 2.0, 4.0)
    pace.look_again()
    assert pace.next_in_s(ticks(13.5), coming=False) == PERIOD_S
    pace.key_frame_came(ticks(14.0))
    assert pace.next_in_s(ticks(14.5), coming=False) == pytest.approx(
        (1.5 + MARGIN_S) / 2, abs=1e-4
    )
    assert pace.interval_s == pytest.approx(2.0)
