"""Key frames whose packets are kept together, and put together only when wanted."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.late_units import late_assembly
from ingest.rtsp.stream_reader import StreamReader
from ingest.rtsp.video_track import VideoTrack
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, packets, sender_report
from tests.unit.ingest.rtsp.recorder import Recorder, feed

CODECS = [Codec.H264, Codec.H265]


def both(source, *, sdp=True):
    """A reader that keeps packets together, and one that puts units together as they come."""
    made = []
    for late in (True, False):
        recorder = Recorder()
        track = VideoTrack(source.codec, 96, 90_000, "", source.sets if sdp else ())
        channels = InterleavedChannels(0, 1)
        reader = StreamReader(
            "a",
            track,
            channels,
            recorder,
            key_only=True,
            assemble=late_assembly(track, channels) if late else None,
        )
        made.append((reader, recorder))
    return made


def wire(units) -> bytes:
    return b"".join(interleaved(packet) for unit in units for packet in unit)


def repeated(source, count, **more):
    stream = packets(source, repeat=True, **more)
    return [next(stream) for _ in range(count)]


def counters(reader):
    return (
        reader.packets,
        reader.frames,
        reader.video_bytes,
        reader.lost,
        reader.newest_timestamp,
        reader.depacketiser.dropped,
    )


def late(unit: AccessUnit) -> bool:
    """Whether its bytes are not made yet."""
    return not isinstance(unit._data, bytes)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("slices", [1, 3])
@pytest.mark.parametrize("aggregate", [False, True])
@pytest.mark.parametrize("markers", [False, True])
@pytest.mark.parametrize("size", [300, 1400])
def test_what_is_put_together_late_is_the_same(codec, slices, aggregate, markers, size):
    source = clip(codec, slices=slices)
    units = repeated(source, 40, aggregate=aggregate, markers=markers, size=size)
    (kept, lazy), (reader, eager) = both(source)
    feed(kept, wire(units))
    feed(reader, wire(units))
    assert [unit.rtp_timestamp for unit in lazy.units] == [u.rtp_timestamp for u in eager.units]
    assert [unit.data for unit in lazy.units] == [unit.data for unit in eager.units]
    assert counters(kept) == counters(reader)


@pytest.mark.parametrize("codec", CODECS)
def test_only_the_first_key_frame_is_put_together_as_it_comes(codec):
    source = clip(codec)
    (kept, lazy), _ = both(source)
    feed(kept, wire(repeated(source, 60)))
    assert [late(unit) for unit in lazy.units] == [False] + [True] * (len(lazy.units) - 1)
    assert len(lazy.units) > 3
    assert all(abs(unit.size_bytes - len(unit.data)) < 1000 for unit in lazy.units)


def test_new_parameter_sets_are_taken_note_of_at_once():
    first, second = clip(Codec.H264), clip(Codec.H264, width=96, height=64)
    (kept, lazy), _ = both(first)
    units = repeated(first, 30)
    stream = packets(second, repeat=True, first_sequence=65_530 + sum(map(len, units)))
    for _ in range(30):
        units.append([_shifted(packet, 6000 * 30) for packet in next(stream)])
    feed(kept, wire(units))
    assert [late(unit) for unit in lazy.units[6:]] == [False] + [True] * 5
    assert kept.depacketiser.picture_size() == (96, 64)
    assert kept.lost == 0
    assert all(second.sets[0] in unit.data for unit in lazy.units[6:])


def _shifted(packet: bytes, ticks: int) -> bytes:
    stamp = (int.from_bytes(packet[4:8], "big") + ticks) % 2**32
    return packet[:4] + stamp.to_bytes(4, "big") + packet[8:]


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_losses_interruptions_and_cuts_anywhere_make_no_difference(codec, data):
    source = clip(codec)
    stream = [packet for unit in repeated(source, 24) for packet in unit]
    gone = data.draw(st.sets(st.integers(0, len(stream) - 1), max_size=3))
    between = data.draw(st.sets(st.integers(0, len(stream) - 1), max_size=3))
    made = bytearray()
    for index, packet in enumerate(stream):
        if index in between:
            made += interleaved(sender_report(3.9e9, 5), channel=1)
        if index not in gone:
            made += interleaved(packet)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(made) - 1), max_size=6)))
    (kept, lazy), (reader, eager) = both(source)
    feed(reader, bytes(made))
    held = b""
    for start, end in zip([0, *cuts], [*cuts, len(made)], strict=True):
        buffer = bytearray(held + made[start:end])
        taken = kept.feed(buffer, len(buffer))
        held = bytes(buffer[taken:])
    assert [unit.data for unit in lazy.units] == [unit.data for unit in eager.units]
    assert len(lazy.reports) == len(eager.reports)
    if not kept.coming:
        assert counters(kept) == counters(reader)


def test_a_key_frame_too_long_to_wait_for_is_put_together_as_it_comes():
    source = clip(Codec.H264)
    units = repeated(source, 30)
    nals = [b"\x65\x88" + bytes(range(256)) * 900]
    big = replace(source, units=((*source.sets, *nals),))
    stream = packets(big, first_sequence=65_530 + sum(map(len, units)), size=1400)
    units.append([_shifted(packet, 6000 * 30) for packet in next(stream)])
    (kept, lazy), _ = both(source)
    assert feed(kept, wire(units), 4096) == b""
    assert not late(lazy.units[-1])
    assert nals[0] in lazy.units[-1].data


@pytest.mark.parametrize("codec", CODECS)
def test_while_nobody_wants_key_frames_packets_are_counted_and_nothing_is_kept(codec):
    source = clip(codec)
    units = repeated(source, 60)
    (idle, seen), (reader, _) = both(source)
    feed(reader, wire(units))
    feed(idle, wire(units[:20]), 700)
    before = len(seen.units)
    idle.passing_over = True
    feed(idle, wire(units[20:43]), 700)
    assert len(seen.units) == before
    idle.passing_over = False
    feed(idle, wire(units[43:]), 700)
    assert [unit.rtp_timestamp for unit in seen.units[before:]] == [
        rtp_time(units[number]) for number in (45, 50, 55)
    ]
    assert all(unit.data for unit in seen.units)
    assert counters(idle) == counters(reader)


def rtp_time(unit) -> int:
    return int.from_bytes(unit[0][4:8], "big")
