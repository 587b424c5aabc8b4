"""Times, figures and limits of one stream, without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from ingest.camera_link import LinkHost
from ingest.codec import Codec
from ingest.errors import NoSignal
from ingest.key_frame import KeyFrame
from ingest.rtsp.sender_report import SenderReport
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.errors import NoWebRtcKeyFrame, TooMuchVideo
from ingest.webrtc.stream_taker import StreamTaker
from ingest.webrtc.webrtc_settings import WebRtcSettings
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock

SETTINGS = WebRtcSettings(silence_s=10, key_frame_timeout_s=15, rate_window_s=5, flood_kbps=8000)


@dataclass
class Counters:
    video_bytes: int = 0
    frames: int = 0
    lost: int = 0
    dropped: int = 0


class Stream:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.frames: list[KeyFrame] = []
        self.counters = Counters()
        host = LinkHost(self.frames.append, lambda: len(self.frames) + 1)
        self.taker = StreamTaker("camera", "whep://h/s", self.clock, SETTINGS, host)
        self.taker.begin(self.counters)

    def key(self, rtp_timestamp: int = 0, size: int = 1000) -> None:
        self.counters.frames += 1
        self.counters.video_bytes += size
        self.taker.on_key_frame(EncodedKeyFrame(Codec.VP8, rtp_timestamp, 640, 360, b"k" * size))

    def deltas(self, count: int, size: int) -> None:
        self.counters.frames += count
        self.counters.video_bytes += count * size

    def watch(self, passed_s: float) -> object:
        self.clock.advance(passed_s)
        return self.taker.trouble(self.clock.monotonic_s())


@pytest.mark.parametrize(
    ("offset_s", "source"),
    [
        (-1.9, TimeSource.SENDER_REPORT),
        (1.9, TimeSource.SENDER_REPORT),
        (-2.5, TimeSource.ARRIVAL),
        (28_800, TimeSource.ARRIVAL),
        (-1_800_000_000, TimeSource.ARRIVAL),
    ],
)
def test_a_senders_clock_is_believed_within_two_seconds(
    offset_s: float, source: TimeSource
) -> None:
    stream = Stream()
    now = stream.clock.now()
    stream.taker.on_sender_report(SenderReport(now + timedelta(seconds=offset_s), 90_000))
    stream.key(rtp_timestamp=90_000)
    [frame] = stream.frames
    assert frame.time_source is source
    sent = now + timedelta(seconds=offset_s)
    assert frame.captured_at == (sent if source is TimeSource.SENDER_REPORT else now)
    assert stream.taker.figures.offset_s == pytest.approx(offset_s)


def test_without_a_senders_clock_the_arrival_counts() -> None:
    stream = Stream()
    stream.key()
    assert stream.frames[0].time_source is TimeSource.ARRIVAL
    assert stream.frames[0].arrived_monotonic_s == stream.clock.monotonic_s()


def test_rates_are_counted_over_the_window() -> None:
    stream = Stream()
    stream.key(size=5_000)
    stream.deltas(74, 500)
    assert stream.watch(4) is None
    assert stream.taker.figures.bitrate_kbps is None
    assert stream.watch(1) is None
    assert stream.taker.figures.bitrate_kbps == pytest.approx(42_000 / 125 / 5)
    assert stream.taker.figures.fps == pytest.approx(15)


def test_the_size_of_what_lies_between_key_frames_tells_of_movement() -> None:
    stream = Stream()
    stream.key()
    stream.deltas(10, 300)
    stream.clock.advance(1)
    stream.key()
    stream.key()
    assert [frame.activity_bytes for frame in stream.frames] == [None, 300.0, None]
    assert stream.taker.figures.key_interval_s == 0


def test_silence_ends_a_stream_and_a_single_picture_begins_it_anew() -> None:
    stream = Stream()
    stream.key()
    assert stream.watch(9.9) is None
    stream.key(size=1)
    assert stream.watch(0.1) is None
    assert stream.watch(9.9) is None
    assert isinstance(stream.watch(0.2), NoSignal)


def test_video_without_key_frames_ends_a_stream() -> None:
    stream = Stream()
    for _ in range(15):
        stream.deltas(15, 100)
        assert stream.watch(1) is None
    stream.deltas(15, 100)
    error = stream.watch(1)
    assert isinstance(error, NoWebRtcKeyFrame)
    assert not getattr(error, "foreign", False), "no other client of ours speaks WebRTC"


def test_a_sender_with_rare_key_frames_is_given_four_of_its_intervals() -> None:
    stream = Stream()
    for _ in range(2):
        stream.key()
        for _ in range(8):
            stream.deltas(1, 100)
            assert stream.watch(1) is None
    stream.key()
    for _ in range(31):
        stream.deltas(1, 100)
        assert stream.watch(1) is None
    stream.deltas(1, 100)
    stream.clock.advance(0.5)
    assert isinstance(stream.watch(1), NoWebRtcKeyFrame)


def test_a_stream_far_above_what_is_needed_is_ended() -> None:
    stream = Stream()
    stream.key()
    stream.deltas(75, 8_000_000 // 8 * 5 // 75 + 100)
    assert isinstance(stream.watch(5), TooMuchVideo)
