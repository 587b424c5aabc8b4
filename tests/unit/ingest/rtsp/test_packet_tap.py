"""The last seconds of a stream, kept in memory."""

import pytest

from ingest.codec import Codec
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.late_units import units_of
from ingest.rtsp.packet_tap import PacketTap
from ingest.rtsp.video_track import VideoTrack
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, packets
from tests.unit.ingest.rtsp.recorder import feed, reader_for


def test_the_cap_holds_and_the_oldest_go_first():
    tap = PacketTap(10)
    for letter in b"abcdef":
        tap.keep(bytearray([letter] * 3 + [0]), 3)
    assert tap.data() == b"dddeeefff"
    assert (tap.held_bytes, tap.dropped_bytes) == (9, 9)
    tap.keep(bytearray(11), 11)
    assert tap.held_bytes == 0


def test_a_tap_of_nothing_cannot_be():
    with pytest.raises(ValueError, match="at least a byte"):
        PacketTap(0)


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize("chunk", [500, 100_000])
def test_every_picture_can_be_cut_out_of_what_a_reader_of_key_frames_took(codec, chunk):
    source = clip(codec)
    data = b"".join(interleaved(packet) for unit in packets(source) for packet in unit)
    reader, recorder = reader_for(source, key_only=True)
    reader.tap = PacketTap(1_000_000)
    assert feed(reader, data, chunk) == b""
    assert reader.tap.data() == data
    assert len(recorder.units) == 2
    track = VideoTrack(codec, 96, 90_000, "", source.sets)
    # Begun in the middle of a group: up to the next key frame nothing can be decoded.
    first = next(packets(source))
    cut = data[sum(len(interleaved(packet)) for packet in first[:-1]) :]
    for piece, count in ((data, 10), (cut, 5)):
        units = units_of(track, InterleavedChannels(0, 1), bytearray(piece), key_only=False)
        assert [unit.key for unit in units] == [True, False, False, False, False] * (count // 5)
        wanted = source.units[-count:]
        for unit, nals in zip(units, wanted, strict=True):
            assert source.pictures(nals) in unit.data
