"""RTP packets in every order but the right one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.frame_assembler import (
    MAX_BYTES,
    MAX_LATE,
    MAX_PACKETS,
    REPAIR_S,
    FrameAssembler,
)
from ingest.webrtc.h264_payload import START_CODE, H264Payload
from ingest.webrtc.vp8_payload import Vp8Payload
from tests.unit.ingest.clips import Clip, clip

Packet = tuple[int, int, bool, bytes]
START = 65_530  # the numbers wrap in the middle


def fragments(nal: bytes, size: int = 60) -> list[bytes]:
    """RFC 6184 §5.8."""
    if len(nal) <= size:
        return [nal]
    parts = [nal[1:][at : at + size] for at in range(0, len(nal) - 1, size)]
    made = []
    for number, part in enumerate(parts):
        flags = 0x80 * (number == 0) | 0x40 * (number == len(parts) - 1)
        made.append(bytes((nal[0] & 0xE0 | 28, flags | nal[0] & 31)) + part)
    return made


def aggregate(nals: Iterable[bytes]) -> bytes:
    """RFC 6184 §5.7.1."""
    return b"\x78" + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


def h264_packets(source: Clip, *, together: bool = True) -> list[Packet]:
    packets: list[Packet] = []
    number = itertools.count(START)
    for index, unit in enumerate(source.units):
        sets = [nal for nal in unit if source.is_set(nal)]
        rest = [nal for nal in unit if not source.is_set(nal)]
        payloads = [aggregate(sets)] if sets and together else sets
        payloads += [part for nal in rest for part in fragments(nal)]
        timestamp = (0xFFFF_F000 + 6000 * index) & 0xFFFF_FFFF
        for at, payload in enumerate(payloads):
            last = at == len(payloads) - 1
            packets.append((next(number) & 0xFFFF, timestamp, last, payload))
    return packets


class Receiver:
    def __init__(self, codec: Codec = Codec.H264) -> None:
        self.frames: list[EncodedKeyFrame] = []
        made = H264Payload() if codec is Codec.H264 else Vp8Payload()
        self.assembler = FrameAssembler(made, self.frames.append)
        self.now_s = 0.0

    def feed(self, packets: Iterable[Packet]) -> None:
        for packet in packets:
            self.now_s += 0.001
            self.assembler.add(*packet, self.now_s)


@pytest.mark.parametrize("together", [True, False])
def test_each_key_frame_comes_out_once_with_its_parameter_sets_in_front(together: bool) -> None:
    source = clip(frames=10, gop=5)
    receiver = Receiver()
    receiver.feed(h264_packets(source, together=together))
    assert len(receiver.frames) == 2
    frame = receiver.frames[0]
    assert (frame.width, frame.height) == (source.width, source.height)
    assert frame.data.startswith(b"".join(START_CODE + nal for nal in source.sets))
    assert frame.data.endswith(source.units[0][-1])
    assert receiver.assembler.frames == 10
    assert receiver.assembler.dropped == 0


def test_packets_twice_and_shuffled_within_a_few_make_the_same_frames() -> None:
    packets = h264_packets(clip(frames=10, gop=5))
    wanted = Receiver()
    wanted.feed(packets)
    random = Random(7)
    shuffled = sorted(
        [*enumerate(packets), *enumerate(packets)], key=lambda one: one[0] + random.uniform(0, 4)
    )
    receiver = Receiver()
    receiver.feed(packet for _, packet in shuffled)
    assert [one.data for one in receiver.frames] == [one.data for one in wanted.frames]
    assert receiver.assembler.dropped == 0


def test_a_packet_missing_in_a_key_frame_is_asked_for_and_its_coming_completes_the_frame() -> None:
    packets = h264_packets(clip(frames=3, gop=5))
    receiver = Receiver()
    lost = packets[4]
    receiver.feed(one for one in packets[:20] if one is not lost)
    assert receiver.assembler.missing(receiver.now_s) == [lost[0]]
    assert receiver.assembler.missing(receiver.now_s + 0.01) == [], "not with each packet"
    assert receiver.assembler.missing(receiver.now_s + 0.2) == [lost[0]], "but again later"
    receiver.feed(packets[20:])
    assert receiver.frames == []
    receiver.feed([lost])
    assert len(receiver.frames) == 1


def test_the_end_of_a_key_frame_that_is_missing_is_asked_for_too() -> None:
    packets = h264_packets(clip(frames=3, gop=5))
    key = [one for one in packets if one[1] == packets[0][1]]
    receiver = Receiver()
    receiver.feed([*key[:-2], *packets[len(key) :][:3]])
    assert receiver.assembler.missing(receiver.now_s) == [key[-2][0], key[-1][0]]
    receiver.feed(key[-2:])
    assert len(receiver.frames) == 1


def test_a_key_frame_without_its_mark_ends_where_the_next_frame_begins() -> None:
    packets = [(*one[:2], False, one[3]) for one in h264_packets(clip(frames=3, gop=5))]
    receiver = Receiver()
    receiver.feed(packets)
    assert len(receiver.frames) == 1


def test_a_frame_without_its_beginning_is_mended_while_a_key_frame_is_awaited() -> None:
    packets: list[Packet] = [
        (9, 50, True, b"\x10\x01"),
        (10, 100, False, b"\x10" + KEY),
        (11, 100, False, b"\x00more"),
        (12, 100, True, b"\x00rest"),
        (13, 200, True, b"\x10\x01"),
    ]
    for awaiting in (False, True):
        receiver = Receiver(Codec.VP8)
        receiver.assembler.awaiting = awaiting
        receiver.feed([packets[0], *packets[2:]])
        assert receiver.assembler.missing(receiver.now_s) == ([10] if awaiting else [])
        receiver.feed([packets[1]])
        assert len(receiver.frames) == awaiting


def test_a_packet_missing_between_key_frames_is_no_loss() -> None:
    packets = h264_packets(clip(frames=5, gop=5))
    key = [one for one in packets if one[1] == packets[0][1]]
    rest = packets[len(key) :]
    receiver = Receiver()
    receiver.feed([*key, *rest[:1], *rest[2:]])
    assert receiver.assembler.missing(receiver.now_s) == []
    assert len(receiver.frames) == 1


def test_a_key_frame_that_stays_damaged_is_counted_and_never_handed_on() -> None:
    packets = h264_packets(clip(frames=10, gop=5))
    lost = packets[3]
    receiver = Receiver()
    receiver.feed(one for one in packets if one is not lost)
    assert receiver.assembler.missing(receiver.now_s + REPAIR_S + 0.1) == []
    assert receiver.assembler.dropped == 1
    assert receiver.assembler.damaged
    assert len(receiver.frames) == 1, "the second one"


def test_the_beginning_of_a_key_frame_is_learnt_from_the_late_end_of_the_one_before() -> None:
    """VP8 says where a frame begins; H.264 without parameter sets in front does not."""
    packets = h264_packets(clip(frames=10, gop=5))
    # Only the first key frame keeps its parameter sets.
    bare = [one for one in packets if not one[3].startswith(b"\x78") or one is packets[0]]
    renumbered = [(n + START & 0xFFFF, *one[1:]) for n, one in enumerate(bare)]
    keys = [i for i, one in enumerate(renumbered) if len(one[3]) > 1 and one[3][1] & 0x9F == 0x85]
    begin = keys[-1]
    late = renumbered[begin - 1]
    receiver = Receiver()
    receiver.feed(one for one in renumbered if one is not late)
    assert len(receiver.frames) == 1
    receiver.feed([late])
    assert len(receiver.frames) == 2, "with the parameter sets of the first"


def test_a_clock_that_jumps_back_is_followed_after_a_while() -> None:
    packets = h264_packets(clip(frames=10, gop=5))
    receiver = Receiver()
    receiver.feed((one[0], one[1] + 2**31 - 10**6 & 0xFFFF_FFFF, one[2], one[3]) for one in packets)
    seen = len(receiver.frames)
    rounds = -(-MAX_LATE // len(packets)) + 1
    for turn in range(1, rounds + 1):
        receiver.feed(
            (one[0] + turn * len(packets) & 0xFFFF, one[1] + turn * 90_000 & 0xFFFF_FFFF, *one[2:])
            for one in packets
        )
    assert len(receiver.frames) > seen


def test_a_frame_without_end_is_thrown_away() -> None:
    receiver = Receiver()
    piece = b"\x7c\x05" + b"x" * 1200
    receiver.feed([(0, 1, False, b"\x67\x42\x00\x1e")])
    for number in range(1, MAX_PACKETS + 10):
        receiver.feed([(number, 1, False, piece)])
    group = receiver.assembler._current
    assert group is not None
    assert group.size <= MAX_BYTES
    assert len(group.packets) <= MAX_PACKETS
    assert receiver.assembler.dropped == 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFF),
            st.one_of(st.integers(0, 0xFFFF_FFFF), st.integers(0, 3)),
            st.booleans(),
            st.binary(max_size=40),
        ),
        max_size=60,
    ),
    st.sampled_from([Codec.H264, Codec.VP8]),
)
def test_whatever_comes_nothing_breaks_and_little_is_kept(
    packets: list[Packet], codec: Codec
) -> None:
    receiver = Receiver(codec)
    receiver.feed(packets)
    assert len(receiver.assembler.missing(receiver.now_s)) <= 64
    kept = [receiver.assembler._current, receiver.assembler._pending]
    assert sum(len(one.packets) for one in kept if one is not None) <= len(packets)


# VP8 by hand: one key frame header as in RFC 6386 §9.1.
KEY = (
    b"\x10\x02\x00\x9d\x01\x2a" + (640).to_bytes(2, "little") + (0x4000 | 360).to_bytes(2, "little")
)


@pytest.mark.parametrize(
    "descriptor",
    [b"\x10", b"\x90\x80\x05", b"\x90\x80\x85\x05", b"\x90\xe0\x85\x05\x01\x40", b"\x90\x10\x01"],
)
def test_vp8_key_frames_are_put_together_whatever_their_descriptor(descriptor: bytes) -> None:
    receiver = Receiver(Codec.VP8)
    follow = bytes((descriptor[0] & 0xEF,)) + descriptor[1:]
    receiver.feed([(1, 100, False, descriptor + KEY), (2, 100, True, follow + b"rest")])
    [frame] = receiver.frames
    assert (frame.codec, frame.width, frame.height) == (Codec.VP8, 640, 360)
    assert frame.data == KEY + b"rest"


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x10", b"\x90", b"\x90\x80", b"\x90\xf0\x80", b"\x10" + KEY[:9], b"\x10\x01" + KEY[1:]],
)
def test_vp8_that_is_cut_off_or_no_key_frame_makes_none(payload: bytes) -> None:
    receiver = Receiver(Codec.VP8)
    receiver.feed([(1, 100, True, payload), (2, 200, True, b"\x10\x01")])
    assert receiver.frames == []


@pytest.mark.parametrize(
    "payloads",
    [
        [b"\x7c\x45\x00"],  # an end without a beginning
        [b"\x7c\x85\x00", b"\x65\x00"],  # another unit within a fragmented one
        [b"\x7c\x85"],  # nothing in it
        [b"\x78\x00\xff\x65"],  # an aggregate that is cut off
        [b"\x65\x88"],  # no parameter sets at all
        [b"\x67\x42\x00\x1e", b"\x65\x88"],  # only one of the two
    ],
)
def test_h264_that_does_not_fit_together_makes_no_frame(payloads: list[bytes]) -> None:
    assert H264Payload().key_frame(0, payloads) is None
