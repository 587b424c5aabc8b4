"""Interleaved bytes → access units, for both codecs and both modes."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.errors import RtspProtocolError
from tests.unit.ingest.clips import START, clip
from tests.unit.ingest.packets import interleaved, packets, rtp, sender_report
from tests.unit.ingest.rtsp.recorder import feed, reader_for

CODECS = [Codec.H264, Codec.H265]


def wire(made) -> bytes:
    return b"".join(interleaved(packet) for unit in made for packet in unit)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("slices", [1, 3])
@pytest.mark.parametrize("aggregate", [False, True])
@pytest.mark.parametrize("size", [300, 1400, 60_000])
@pytest.mark.parametrize("chunk", [1, 777, 1 << 30])
def test_every_access_unit_comes_out_as_it_went_in(codec, slices, aggregate, size, chunk):
    source = clip(codec, slices=slices)
    reader, recorder = reader_for(source, key_only=False)
    left = feed(reader, wire(packets(source, size=size, aggregate=aggregate)), chunk)
    assert left == b""
    assert [unit.key for unit in recorder.units] == [source.is_key(u) for u in source.units]
    for unit, nals in zip(recorder.units, source.units, strict=True):
        assert source.pictures(nals) in unit.data
        assert unit.data.startswith(START)
    assert reader.lost == 0
    assert reader.frames == len(source.units)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("aggregate", [False, True])
@pytest.mark.parametrize("chunk", [1, 500, 1 << 30])
def test_key_frames_alone_come_out_the_same_in_the_cheap_mode(codec, aggregate, chunk):
    source = clip(codec, slices=2)
    data = wire(packets(source, aggregate=aggregate))
    cheap, keys = reader_for(source, key_only=True)
    feed(cheap, data, chunk)
    wanted = [source.pictures(unit) for unit in source.units if source.is_key(unit)]
    assert len(keys.units) == len(wanted) == 2
    for unit, picture in zip(keys.units, wanted, strict=True):
        assert unit.data.endswith(picture)
        assert unit.data.startswith(START + source.sets[0])
    assert cheap.frames == len(source.units)
    assert cheap.depacketiser.picture_size() == (source.width, source.height)


@pytest.mark.parametrize("codec", CODECS)
def test_parameter_sets_only_in_the_description_are_put_in_front(codec):
    source = clip(codec)
    reader, recorder = reader_for(source, key_only=True)
    feed(reader, wire(packets(source.without_sets())))
    head = b"".join(START + unit for unit in source.sets)
    assert [unit.data.startswith(head) for unit in recorder.units] == [True, True]


@pytest.mark.parametrize("codec", CODECS)
def test_a_key_frame_without_any_parameter_sets_is_dropped_and_counted(codec):
    source = clip(codec)
    reader, recorder = reader_for(source, key_only=True, sdp=False)
    feed(reader, wire(packets(source.without_sets())))
    assert recorder.units == []
    assert reader.depacketiser.dropped == 2


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("key_only", [True, False])
def test_without_markers_a_change_of_timestamp_ends_an_access_unit(codec, key_only):
    source = clip(codec)
    reader, recorder = reader_for(source, key_only=key_only)
    feed(reader, wire(packets(source, markers=False)))
    keys = [unit for unit in recorder.units if unit.key]
    assert len(keys) == 2
    assert keys[1].data.endswith(source.pictures(source.units[5]))


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("slices", [1, 3])
def test_a_key_frame_with_any_one_packet_lost_is_never_passed_on(codec, slices):
    source = clip(codec, slices=slices)
    units = list(packets(source, size=400))
    whole = source.pictures(source.units[0])
    for missing in range(len(units[0])):
        damaged = [*units]
        damaged[0] = units[0][:missing] + units[0][missing + 1 :]
        reader, recorder = reader_for(source, key_only=True)
        feed(reader, wire(damaged))
        for unit in recorder.units[:-1]:
            # Losing a parameter set known from the description does no harm; a slice does.
            assert unit.data.endswith(whole)
        assert recorder.units[-1].data.endswith(source.pictures(source.units[5]))
        assert reader.lost == (1 if missing > 0 else 0)


@pytest.mark.parametrize("codec", CODECS)
def test_after_a_loss_no_other_picture_is_passed_on_before_the_next_key_frame(codec):
    source = clip(codec)
    units = list(packets(source))
    del units[2][0]
    reader, recorder = reader_for(source, key_only=False)
    feed(reader, wire(units))
    assert [unit.key for unit in recorder.units] == [True, False, True] + [False] * 4


@pytest.mark.parametrize("codec", CODECS)
def test_garbage_between_packets_costs_only_what_it_hit(codec):
    source = clip(codec)
    units = [wire([unit]) for unit in packets(source)]
    units[1] = b"\x00\xff$\x07garbage$$" + units[1]
    units[3] = units[3][7:]
    reader, recorder = reader_for(source, key_only=True)
    feed(reader, b"".join(units))
    assert len(recorder.units) == 2
    assert reader.garbage_bytes > 0


def test_endless_garbage_ends_the_stream_with_the_packet_it_happened_at():
    source = clip()
    reader, _ = reader_for(source, key_only=True)
    with pytest.raises(RtspProtocolError) as caught:
        feed(reader, b"\xff" * 600_000, 50_000)
    assert "packet" in caught.value.context


@pytest.mark.parametrize("chunk", [1, 13, 1 << 30])
def test_answers_and_requests_between_packets_are_taken_out(chunk):
    source = clip()
    units = [wire([unit]) for unit in packets(source)]
    answer = b"RTSP/1.0 200 OK\r\nCSeq: 9\r\nContent-Length: 4\r\n\r\nab$\0"
    request = b"ANNOUNCE rtsp://x/ RTSP/1.0\r\nCSeq: 3\r\n\r\n"
    data = units[0] + answer + units[1] + request + b"\r\n" + b"".join(units[2:])
    reader, recorder = reader_for(source, key_only=True)
    feed(reader, data, chunk)
    assert [message.cseq for message in recorder.messages] == [9, 3]
    assert recorder.messages[0].body == b"ab$\0"
    assert len(recorder.units) == 2
    assert reader.garbage_bytes == 0


def test_other_channels_and_other_payload_types_are_passed_over():
    source = clip()
    units = list(packets(source))
    data = b""
    for unit in units:
        data += interleaved(bytes(50), 2) + interleaved(rtp(1, 1, b"\x65x" * 9, payload_type=97))
        data += wire([unit])
    reader, recorder = reader_for(source, key_only=True)
    feed(reader, data)
    assert len(recorder.units) == 2
    assert reader.lost == 0


def test_header_extension_padding_and_contributing_sources_are_read():
    source = clip()
    data = b""
    for unit in packets(source):
        for packet in unit:
            head = bytes([0x80 | 0x20 | 0x10 | 2]) + packet[1:12]
            extension = b"\xbe\xde\0\1abcd"
            data += interleaved(head + bytes(8) + extension + packet[12:] + b"\0\0\3")
    reader, recorder = reader_for(source, key_only=False)
    feed(reader, data, 999)
    assert len(recorder.units) == len(source.units)
    assert source.pictures(source.units[0]) in recorder.units[0].data
    assert reader.lost == 0


def test_sender_reports_are_found_in_compound_packets():
    source = clip()
    receiver = bytes([0x81, 201, 0, 7]) + bytes(28)
    compound = receiver + sender_report(3_900_000_000.5, 77)
    reader, recorder = reader_for(source, key_only=True)
    feed(reader, interleaved(compound, 1) + wire(packets(source)))
    assert [report.rtp_timestamp for report in recorder.reports] == [77]
    assert len(recorder.units) == 2


def test_an_access_unit_over_the_limit_is_dropped_and_memory_stays_bounded():
    source = clip()
    reader, recorder = reader_for(source, key_only=True)
    depacketiser = reader.depacketiser
    sequence = 1
    feed(reader, interleaved(rtp(sequence, 5, b"\x7c\x85\x88" + bytes(60_000))))
    for _ in range(200):
        sequence += 1
        feed(reader, interleaved(rtp(sequence, 5, b"\x7c\x05" + bytes(60_000))))
    assert sum(map(len, depacketiser._chunks)) <= 4 * 1024 * 1024
    feed(reader, interleaved(rtp(sequence + 1, 5, b"\x7c\x45end", marker=True)))
    assert recorder.units == []
    assert depacketiser.dropped == 1


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CODECS),
    st.booleans(),
    st.lists(
        st.one_of(
            st.binary(max_size=200),
            st.binary(min_size=12, max_size=80).map(lambda b: interleaved(b"\x80\x60" + b)),
            st.binary(min_size=10, max_size=80).map(lambda b: interleaved(b"\x80\xe0" + b)),
            st.binary(max_size=60).map(lambda b: interleaved(b"\x80\xc8" + b, 1)),
            st.binary(max_size=60).map(lambda b: b"RTSP/1.0 200 OK\r\n" + b),
            st.integers(0, 9).map(lambda i: wire(list(packets(clip()))[i : i + 1])),
        ),
        max_size=30,
    ),
    st.integers(1, 400),
)
def test_no_bytes_make_the_reader_crash_hang_or_grow(codec, key_only, pieces, chunk):
    source = clip(codec)
    reader, _recorder = reader_for(source, key_only=key_only)
    with contextlib.suppress(RtspProtocolError):
        feed(reader, b"".join(pieces), chunk)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CODECS), st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_how_bytes_are_cut_never_matters(codec, cuts):
    source = clip(codec)
    data = wire(packets(source, aggregate=True)) + b"RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"
    reader, recorder = reader_for(source, key_only=True)
    held, start, index = b"", 0, 0
    while start < len(data):
        size = cuts[index % len(cuts)]
        buffer = bytearray(held + data[start : start + size])
        held = bytes(buffer[reader.feed(buffer, len(buffer)) :])
        start, index = start + size, index + 1
    assert held == b""
    assert [
        source.pictures(source.units[i]) in u.data
        for i, u in zip((0, 5), recorder.units, strict=True)
    ]
    assert len(recorder.messages) == 1
