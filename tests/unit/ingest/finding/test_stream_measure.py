"""Rates of streams whose truth is known."""

import pytest

from ingest.finding.probe.stream_measure import StreamMeasure
from ingest.rtsp.access_unit import AccessUnit


def measured(
    fps: float,
    gop: int,
    pictures: int,
    *,
    key_bytes: int = 4000,
    other_bytes: int = 500,
    start: int = 0,
    timestamps: float = 1.0,
    burst: int = 0,
) -> StreamMeasure:
    """A camera of this rate; ``timestamps`` times too fast, the first ``burst`` all at once."""
    measure = StreamMeasure(90_000)
    for number in range(pictures):
        key = number % gop == 0
        stamp = (start + int(number * 90_000 / fps * timestamps)) & 0xFFFF_FFFF
        data = bytes(key_bytes if key else other_bytes)
        measure.take(AccessUnit(key, stamp, data), max(0, number - burst) / fps)
    measure.conclude()
    return measure


@pytest.mark.parametrize("start", [0, 0xFFFF_0000])
def test_rates_are_those_of_the_timestamps_across_their_end_too(start: int) -> None:
    measure = measured(25, 50, 151, start=start)
    assert measure.fps == pytest.approx(25, rel=0.01)
    assert measure.key_interval_s == pytest.approx(2.0)
    assert measure.bitrate_kbps == pytest.approx((4000 + 49 * 500) / 2 / 125, rel=0.01)
    assert measure.enough


def test_a_burst_at_the_beginning_does_not_speed_the_stream_up() -> None:
    assert measured(15, 30, 91, burst=30).fps == pytest.approx(15, rel=0.01)


@pytest.mark.parametrize("factor", [0.0, 0.01, 90.0])
def test_timestamps_that_cannot_be_are_replaced_by_arrival(factor: float) -> None:
    measure = measured(15, 30, 91, timestamps=factor)
    assert measure.odd_timestamps
    assert measure.fps == pytest.approx(15, rel=0.01)
    assert measure.key_interval_s == pytest.approx(2.0)


def test_one_key_frame_gives_no_interval() -> None:
    measure = measured(15, 1000, 60)
    assert measure.key_interval_s is None
    assert not measure.enough
    assert measure.fps == pytest.approx(15, rel=0.01)


def test_a_single_picture_gives_no_rates() -> None:
    measure = measured(15, 30, 1)
    assert (measure.fps, measure.bitrate_kbps, measure.key_interval_s) == (None, None, None)
    assert measure.span_s == 0
