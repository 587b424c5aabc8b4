"""Sender reports, capture time, picture sizes, receive buffers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.rtsp.capture_clock import CaptureClock
from ingest.rtsp.receive_buffer import longest_period_s, wanted_bytes
from ingest.rtsp.rtp_packet import RtpPacket
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.sps_h264 import picture_size_h264
from ingest.rtsp.sps_h265 import picture_size_h265
from sharp_eyes.alert.time_source import TimeSource
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import sender_report

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NTP_NOW = NOW.timestamp() + 2_208_988_800


def test_a_sender_report_is_read_to_the_microsecond():
    report = SenderReport.find(sender_report(NTP_NOW + 0.25, 90_000))
    assert report == SenderReport(NOW + timedelta(seconds=0.25), 90_000)


def test_seconds_with_the_top_bit_clear_belong_to_the_era_after_2036():
    report = SenderReport.find(sender_report(100, 0))
    assert report.sent_at == datetime(2036, 2, 7, 6, 29, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80",
        sender_report(0, 5),
        sender_report(1, 5)[:20],
        b"\x00" * 40,
        b"\x80\xc8\0\0" * 9,
    ],
)
def test_a_report_without_a_clock_or_cut_off_is_none(packet):
    assert SenderReport.find(packet) is None


@pytest.mark.parametrize(
    ("camera_off_s", "source"),
    [
        (0.0, TimeSource.SENDER_REPORT),
        (1.9, TimeSource.SENDER_REPORT),
        (-1.9, TimeSource.SENDER_REPORT),
        (2.1, TimeSource.ARRIVAL),
        (-2.1, TimeSource.ARRIVAL),
        (8 * 3600.0, TimeSource.ARRIVAL),
        (-1_795_000_000.0, TimeSource.ARRIVAL),
    ],
)
def test_a_cameras_clock_counts_only_within_two_seconds_of_ours(camera_off_s, source):
    clock = CaptureClock(90_000)
    camera_now = NOW + timedelta(seconds=camera_off_s)
    clock.take_report(SenderReport(camera_now, 4_294_967_290), NOW)
    # One second later by timestamps that wrapped in between.
    captured_at, said = clock.capture_time(89_994, NOW + timedelta(seconds=1))
    assert said is source
    assert clock.offset_s == pytest.approx(camera_off_s, abs=1e-5)
    if source is TimeSource.SENDER_REPORT:
        wanted = camera_now + timedelta(seconds=1)
        assert abs((captured_at - wanted).total_seconds()) < 1e-4
    else:
        assert captured_at == NOW + timedelta(seconds=1)


def test_before_any_report_arrival_time_counts():
    assert CaptureClock(90_000).capture_time(5, NOW) == (NOW, TimeSource.ARRIVAL)


def test_a_clock_that_jumps_is_left_and_taken_up_again_when_it_is_right():
    clock = CaptureClock(90_000)
    clock.take_report(SenderReport(NOW, 0), NOW)
    assert clock.capture_time(0, NOW)[1] is TimeSource.SENDER_REPORT
    clock.take_report(SenderReport(NOW + timedelta(hours=1), 0), NOW)
    assert clock.capture_time(0, NOW)[1] is TimeSource.ARRIVAL
    clock.take_report(SenderReport(NOW, 0), NOW)
    assert clock.capture_time(0, NOW)[1] is TimeSource.SENDER_REPORT


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize(("width", "height"), [(640, 360), (320, 192), (1920, 1080), (322, 182)])
def test_picture_size_is_read_from_parameter_sets_with_cropping(codec, width, height):
    source = clip(codec, width, height, frames=1)
    if codec is Codec.H264:
        assert picture_size_h264(source.sets[0]) == (width, height)
    else:
        assert picture_size_h265(source.sets[1]) == (width, height)


@given(st.binary(max_size=200))
def test_no_parameter_set_makes_the_size_parsers_crash(data):
    for size in (picture_size_h264(data), picture_size_h265(data)):
        assert size is None or max(size) <= 16_384


@given(st.binary(max_size=60))
def test_no_packet_makes_the_header_parsers_crash(data):
    packet = RtpPacket.parse(data, 0, len(data))
    assert packet is None or 12 <= packet.start <= packet.end <= len(data)
    SenderReport.find(data)


def test_the_receive_buffer_holds_twice_a_key_frame_and_a_period():
    assert wanted_bytes(1_000, 100, 0.5) == 128 * 1024
    assert wanted_bytes(100_000, 1000, 0.5) == 2 * (100_000 + 62_500)
    assert wanted_bytes(10**9, 1000, 0.5) == 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("granted", "key", "kbps", "period_s"),
    [
        (425_984, 40_000, 415, 0.25),
        (425_984, 200_000, 4000, 0.05),
        (425_984, 100_000, 4000, 0.150656),
        (425_984, 40_000, 0, 0.25),
    ],
)
def test_where_the_kernel_grants_too_little_a_camera_is_read_more_often(
    granted, key, kbps, period_s
):
    assert longest_period_s(granted, key, kbps, 0.25) == pytest.approx(period_s)
