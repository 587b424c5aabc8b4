"""Interleaved bytes, RTP and NAL units as hostile as they come."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.errors import RtspProtocolError
from ingest.rtsp.depacketiser import MAX_UNIT_BYTES
from ingest.rtsp.parameter_set_cache import MAX_SET_BYTES, MAX_SETS
from ingest.rtsp.stream_reader import MAX_HELD_BYTES
from tests.fuzz.effort import LIMIT_S, bounded_work, examples
from tests.fuzz.mutation import EDITS, SIZES, Edit, cut_up, mutated, some_edits
from tests.fuzz.recorded import recording, source
from tests.unit.ingest.packets import interleaved, packets, rtp, sender_report
from tests.unit.ingest.rtsp.recorder import Recorder, reader_for

pytestmark = pytest.mark.timeout(LIMIT_S)

CODECS = st.sampled_from(list(Codec)[:2])
NALS = st.one_of(
    st.binary(min_size=1, max_size=40),
    st.integers(0, 1).map(lambda sets: bytes([0x67 + sets]) + b"\x42\x00\x1e" * 3),
    st.integers(0, 31).flatmap(
        lambda kind: st.binary(max_size=30).map(bytes([0x60 | kind]).__add__)
    ),
    st.integers(0, 63).flatmap(
        lambda kind: st.binary(max_size=30).map(bytes([kind << 1, 1]).__add__)
    ),
)
PAYLOADS = st.one_of(
    NALS,
    # Aggregates and fragments, right and wrong.
    st.lists(NALS, max_size=4).map(
        lambda nals: b"\x78" + b"".join(len(n).to_bytes(2, "big") + n for n in nals)
    ),
    st.lists(NALS, max_size=4).map(
        lambda nals: b"\x60\x01" + b"".join(len(n).to_bytes(2, "big") + n for n in nals)
    ),
    st.tuples(st.integers(0, 255), st.binary(max_size=60)).map(
        lambda made: bytes([0x7C, made[0]]) + made[1]
    ),
    st.tuples(st.integers(0, 255), st.binary(max_size=60)).map(
        lambda made: bytes([0x62, 1, made[0]]) + made[1]
    ),
)
PACKETS = st.builds(
    lambda step, ticks, payload, marker, kind: (step, ticks, payload, marker, kind),
    st.sampled_from((1, 1, 1, 1, 2, 0, 65_535)),
    st.sampled_from((0, 0, 6000)),
    PAYLOADS,
    st.booleans(),
    st.sampled_from((96, 96, 96, 96, 97, 127)),
)


def framed(made) -> bytes:
    sequence, timestamp, data = 65_533, 0, b""
    for step, ticks, payload, marker, kind in made:
        sequence, timestamp = sequence + step, timestamp + ticks
        packet = rtp(sequence, timestamp, payload, marker=marker, payload_type=kind)
        data += interleaved(packet)
    return data


def read(codec: Codec, pieces: list[bytes], *, key_only: bool, sdp: bool = True):
    """Feed pieces as the poller does; return the recorder, the reader, what is left, the error."""
    reader, recorder = reader_for(source(codec), key_only=key_only, sdp=sdp)
    held, error = b"", None
    fed = 0
    for piece in pieces:
        fed += len(piece)
        buffer = bytearray(held + piece)
        try:
            taken = reader.feed(buffer, len(buffer))
        except RtspProtocolError as raised:
            error = raised
            break
        assert 0 <= taken <= len(buffer)
        held = bytes(buffer[taken:])
        assert len(held) <= MAX_HELD_BYTES
    check_bounds(recorder, fed)
    return recorder, reader, held, error


def check_bounds(recorder: Recorder, fed: int) -> None:
    """What comes out is bounded by what went in: nothing is passed on twice or made up."""
    sets = 3 * MAX_SETS * (MAX_SET_BYTES + 4)
    assert all(len(unit.data) <= MAX_UNIT_BYTES + sets for unit in recorder.units)
    # Per unit the sets may be put in front; each NAL unit gets a start code of 4 bytes.
    assert sum(len(unit.data) for unit in recorder.units) <= 4 * fed + sets * len(recorder.units)
    assert len(recorder.units) + len(recorder.reports) + len(recorder.messages) <= fed // 4 + 1


def seen(recorder: Recorder):
    units = [(unit.key, unit.rtp_timestamp, bytes(unit.data)) for unit in recorder.units]
    return units, recorder.reports, recorder.messages


def lines_for(pieces: list[bytes]) -> int:
    """Lines of Python that reading may take: so many a byte, and so many a reading."""
    return 20_000 + 60 * sum(map(len, pieces)) + 400 * len(pieces)


@examples(60)
@given(CODECS, st.booleans(), some_edits(8), SIZES)
def test_a_mutated_recording_gives_units_or_the_one_documented_error(codec, key_only, edits, sizes):
    data = mutated(recording(codec).stream, edits)
    pieces = cut_up(data, sizes)
    with bounded_work(lines_for(pieces)):
        _, _, _, error = read(codec, pieces, key_only=key_only)
    if error is not None:
        assert "rtsp://camera/" in str(error)
        assert "packet" in error.context


def packets_of(stream: bytes) -> list[bytes]:
    """The interleaved packets of a sound stream, each with its frame."""
    found, start = [], 0
    while start < len(stream):
        end = start + 4 + int.from_bytes(stream[start + 2 : start + 4], "big")
        found.append(stream[start:end])
        start = end
    return found


def reframed(packet: bytes, edit: Edit) -> bytes:
    """Change a packet inside and keep its frame sound."""
    body = edit.apply(packet[4:])
    return packet[:2] + len(body).to_bytes(2, "big") + body


PACKET_EDITS = st.lists(
    st.tuples(st.integers(0, 999), st.sampled_from(("drop", "twice", "later", "change")), EDITS),
    max_size=8,
)


def rearranged(stream: bytes, edits) -> bytes:
    """Lose, repeat, reorder and damage packets, framing untouched."""
    made = packets_of(stream)
    for at, kind, edit in edits:
        if not made:
            break
        index = len(made) * at // 1000
        packet = made.pop(index)
        if kind == "twice":
            made[index:index] = [packet, packet]
        elif kind == "later":
            made.insert(index + 3, packet)
        elif kind == "change":
            made.insert(index, reframed(packet, edit))
    return b"".join(made)


def flush(codec: Codec) -> bytes:
    """A sound key frame at the end, so that nothing before it is waited for any longer."""
    sound = next(packets(source(codec), first_sequence=40_000))
    return b"".join(interleaved(packet) for packet in sound)


def assert_the_same_however_cut(
    codec: Codec, data: bytes, sizes: list[int], *, key_only: bool, sdp: bool = True
):
    data += flush(codec)
    whole, reader, _, error = read(codec, [data], key_only=key_only, sdp=sdp)
    parts, other, _, failure = read(codec, cut_up(data, sizes), key_only=key_only, sdp=sdp)
    assert (error is None) == (failure is None)
    if error is None:
        assert seen(parts) == seen(whole)
        assert (other.packets, other.frames) == (reader.packets, reader.frames)


@examples(60)
@given(CODECS, st.booleans(), PACKET_EDITS, SIZES)
def test_how_a_stream_with_damaged_packets_is_cut_changes_nothing(codec, key_only, edits, sizes):
    data = rearranged(recording(codec).stream, edits)
    assert_the_same_however_cut(codec, data, sizes, key_only=key_only)


@examples(60)
@given(CODECS, st.booleans(), some_edits(5), SIZES)
def test_how_a_stream_with_damaged_framing_is_cut_changes_nothing(codec, key_only, edits, sizes):
    data = mutated(recording(codec).stream, edits)
    assert_the_same_however_cut(codec, data, sizes, key_only=key_only)


def test_how_a_stream_cut_off_in_its_first_byte_is_cut_changes_nothing():
    edits = [Edit("cut", 0, 0, b"$"), Edit("cut", 248, 0, b"$")]
    data = mutated(recording(Codec.H265).stream, edits)
    assert_the_same_however_cut(Codec.H265, data, [1], key_only=False)


@examples(100)
@given(CODECS, st.booleans(), st.booleans(), st.lists(PACKETS, max_size=40), SIZES)
def test_packets_of_any_payload_are_cut_up_without_a_difference(codec, key_only, sdp, made, sizes):
    data = framed(made)
    with bounded_work(lines_for([data])):
        _, _, _, error = read(codec, [data], key_only=key_only, sdp=sdp)
    assert error is None
    assert_the_same_however_cut(codec, data, sizes, key_only=key_only, sdp=sdp)


@examples(60)
@given(CODECS, st.lists(PACKETS, max_size=40))
def test_the_cheap_mode_finds_every_key_frame_that_the_full_one_finds(codec, made):
    """It may find more: what it never looks at cannot damage a key frame."""
    data = framed(made)
    cheap, *_ = read(codec, [data], key_only=True)
    full, *_ = read(codec, [data], key_only=False)
    wanted = {unit.rtp_timestamp for unit in full.units if unit.key}
    assert wanted <= {unit.rtp_timestamp for unit in cheap.units}


@examples(40)
@given(CODECS, st.booleans(), st.lists(st.binary(max_size=300), max_size=20), SIZES)
def test_bytes_of_no_kind_do_no_harm(codec, key_only, pieces, sizes):
    cut = cut_up(b"".join(pieces), sizes)
    with bounded_work(lines_for(cut)):
        read(codec, cut, key_only=key_only)


@examples(30)
@given(CODECS, some_edits(3), st.integers(0, 3))
def test_after_any_trouble_the_next_whole_key_frame_comes_out(codec, edits, reports):
    """Damage costs what it hit; a sound stream behind it is read again within a group."""
    small = source(codec)
    damaged = mutated(recording(codec).stream, edits)
    sound = list(packets(small, first_sequence=7, repeat=False)) * 3
    behind = b"".join(interleaved(packet) for unit in sound for packet in unit)
    # The longest false promise of a length is 64 KB: what fills it is lost.
    filler = b"".join(interleaved(sender_report(4e9, 0), 1) for _ in range(reports))
    pieces = [damaged, filler, *[behind] * (1 + 140_000 // len(behind))]
    recorder, _, _, error = read(codec, pieces, key_only=True)
    wanted = small.pictures(small.units[0])
    assert error is not None or any(unit.data.endswith(wanted) for unit in recorder.units)


def held_bytes(depacketiser) -> int:
    """Everything a depacketiser holds, counted as the interpreter does."""

    def weigh(value, seen_ids) -> int:
        if id(value) in seen_ids:
            return 0
        seen_ids.add(id(value))
        size = sys.getsizeof(value)
        if isinstance(value, dict):
            size += sum(weigh(k, seen_ids) + weigh(v, seen_ids) for k, v in value.items())
        elif isinstance(value, list | tuple | set | frozenset):
            size += sum(weigh(item, seen_ids) for item in value)
        elif hasattr(value, "_sets"):
            size += weigh(value._sets, seen_ids)
        return size

    found: set[int] = set()
    total = 0
    for kind in type(depacketiser).__mro__:
        slots = getattr(kind, "__slots__", ())
        for slot in [slots] if isinstance(slots, str) else slots:
            value = getattr(depacketiser, slot, None)
            if not callable(value):
                total += weigh(value, found)
    return total


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize("key_only", [True, False])
def test_an_access_unit_of_endless_parameter_sets_does_not_grow(codec, key_only):
    reader, _ = reader_for(source(codec), key_only=key_only)
    sets = source(codec).sets[-1]
    number = 0
    for _ in range(20):
        data = b""
        for _ in range(500):
            number += 1
            unit = sets + number.to_bytes(4, "big") * 300
            data += interleaved(rtp(number, 5, unit))
        buffer = bytearray(data)
        assert reader.feed(buffer, len(buffer)) == len(buffer)
        assert held_bytes(reader.depacketiser) <= 2 * MAX_UNIT_BYTES


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
def test_an_access_unit_of_endless_crumbs_does_not_grow(codec):
    """A fragment of one byte costs a packet; the objects that hold it must not cost memory."""
    reader, _ = reader_for(source(codec), key_only=True)
    begin, crumb = (b"\x7c\x85\x88", b"\x7c\x05\x00")
    if codec is Codec.H265:
        begin, crumb = (b"\x62\x01\x93\x80", b"\x62\x01\x13\x00")
    data = bytearray(interleaved(rtp(1, 5, begin)))
    reader.feed(data, len(data))
    for batch in range(15):
        first = 2 + batch * 10_000
        data = bytearray(
            b"".join(interleaved(rtp(first + number, 5, crumb)) for number in range(10_000))
        )
        reader.feed(data, len(data))
        assert held_bytes(reader.depacketiser) <= 2 * MAX_UNIT_BYTES


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"$\x00\x00\x00", id="packets of nothing"),
        pytest.param(b"$\x00\x00\x04abcd", id="packets without a header"),
        pytest.param(b"RTSP/1.0 200 OK\r\n\r\n", id="answers to nothing"),
        pytest.param(b"\r\n", id="line ends"),
        pytest.param(b"$", id="signs of packets"),
        pytest.param(b"$\x00", id="beginnings of packets"),
        pytest.param(b"RTSP/1.", id="beginnings of answers"),
    ],
)
def test_a_megabyte_of_what_is_no_video_ends_the_stream(piece):
    """Each costs the reader's full attention, dozens of times what it costs to send."""
    _, _, _, error = read(Codec.H264, [piece * (32_768 // len(piece))] * 32, key_only=True)
    assert error is not None
