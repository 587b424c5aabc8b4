"""Answers, descriptions, challenges and headers as hostile as they come."""

import asyncio
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.rtsp.auth_challenge import MAX_CHALLENGES, AuthChallenge
from ingest.rtsp.authenticator import Authenticator, Verdict
from ingest.rtsp.control_address import MAX_CHOICES, base_address, control_addresses
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.interleaved_channels import InterleavedChannels, leaves_the_connection
from ingest.rtsp.rtsp_exchange import MAX_EARLY_BYTES, RtspExchange
from ingest.rtsp.rtsp_handshake import PlayingStream, Redirected, RtspHandshake
from ingest.rtsp.rtsp_message import (
    MAX_BODY_BYTES,
    MAX_HEAD_BYTES,
    MalformedMessage,
    format_request,
    take_message,
)
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import MAX_URL_LENGTH, RtspUrl
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.session_description import MAX_MEDIA, SessionDescription
from ingest.rtsp.session_header import MAX_SESSION_TIMEOUT_S, SessionHeader
from ingest.rtsp.sps_h264 import picture_size_h264
from ingest.rtsp.sps_h265 import picture_size_h265
from ingest.rtsp.video_track import (
    MAX_PARAMETER_SET_BYTES,
    MAX_PARAMETER_SETS,
    VideoTrack,
    describe_offer,
)
from sharp_eyes.errors import BadInput, SharpEyesError
from tests.fuzz.effort import LIMIT_S, bounded_work, examples
from tests.fuzz.mutation import SIZES, TOKENS, cut_up, mutated, some_edits
from tests.fuzz.recorded import recording, source

pytestmark = pytest.mark.timeout(LIMIT_S)

CODECS = st.sampled_from([Codec.H264, Codec.H265])
URL = RtspUrl.parse("rtsp://10.0.0.1/live")[0]
SECRET = "s3cret-w0rd"
HEADER_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from(string.printable), st.characters()), max_size=120
)


class Deaf:
    """A connection that says what it says whatever is asked, and counts what is asked."""

    raw_socket = None

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = list(pieces)
        self.asked: list[bytes] = []

    async def send(self, data: bytes) -> None:
        self.asked.append(data)

    async def receive(self) -> bytes:
        await asyncio.sleep(0)
        return self._pieces.pop(0) if self._pieces else b""

    def send_now(self, data: bytes) -> None:
        self.asked.append(data)

    def close(self) -> None:
        pass


def handshake(pieces: list[bytes]):
    """Run the handshake; return what came of it, and the exchange."""
    connection = Deaf(pieces)
    authenticator = Authenticator(Credentials("admin", SECRET), lambda: "0123456789abcdef")
    exchange = RtspExchange(URL, connection, authenticator, RtspSettings())
    try:
        outcome = asyncio.run(RtspHandshake(URL, exchange).run())
    except SharpEyesError as error:
        outcome = error
    return outcome, exchange, connection.asked


def summary(outcome) -> object:
    if isinstance(outcome, SharpEyesError):
        return type(outcome), str(outcome)
    return outcome


@examples(50)
@given(CODECS, some_edits(6), SIZES)
def test_a_mutated_handshake_plays_or_ends_in_a_documented_error(codec, edits, sizes):
    made = recording(codec)
    data = mutated(made.answers, edits) + made.stream[:3000]
    pieces = cut_up(data, sizes)
    with bounded_work(60 * len(data) + 500 * len(pieces) + 40_000):
        outcome, exchange, asked = handshake(pieces)
    assert len(exchange.early_bytes) <= MAX_EARLY_BYTES + 2 * 65_540
    assert len(asked) <= 3 * (2 + MAX_CHOICES + 2 * MAX_CHOICES + 3) + data.count(b"RTSP/1.0") + 1
    for request in asked:
        # Nothing the other side says makes us send a header of its own making.
        assert request.count(b"\r\n\r\n") == 1
        assert SECRET.encode() not in request
    if isinstance(outcome, SharpEyesError):
        assert "10.0.0.1" in str(outcome) or "rtsp" in str(outcome)
        assert outcome.next_step is not None
        assert SECRET not in outcome.bilingual() + str(outcome)


@examples(50)
@given(CODECS, some_edits(4), SIZES)
def test_how_a_handshake_is_cut_changes_nothing(codec, edits, sizes):
    made = recording(codec)
    data = mutated(made.answers, edits) + made.stream[:2000]
    one, exchange, asked = handshake(cut_up(data, [60_000]))
    other, cut, cut_asked = handshake(cut_up(data, sizes))
    assert summary(other) == summary(one)
    assert cut_asked == asked
    if isinstance(one, PlayingStream):
        whole = len(exchange.early_bytes)
        # What is read behind the last answer ends where a reading ended.
        assert cut.early_bytes == exchange.early_bytes[: len(cut.early_bytes)]
        assert len(cut.early_bytes) <= whole


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
def test_a_recorded_handshake_plays_so_that_mutations_begin_somewhere(codec):
    outcome, exchange, _ = handshake([recording(codec).answers, recording(codec).stream])
    assert isinstance(outcome, PlayingStream)
    assert outcome.track.codec is codec
    assert set(source(codec).sets) <= set(outcome.track.parameter_sets)
    assert exchange.session is not None


MESSAGES = st.builds(
    lambda first, lines, end, body: first + b"".join(lines) + end + body,
    st.one_of(
        st.sampled_from((b"RTSP/1.0 200 OK\r\n", b"RTSP/1.0 401\n", b"OPTIONS * RTSP/1.0\r\n")),
        st.binary(max_size=30).map(lambda text: b"RTSP/1.0 " + text + b"\r\n"),
    ),
    st.lists(
        st.one_of(
            st.sampled_from(TOKENS),
            st.integers(0, 70_000).map(lambda size: b"Content-Length: %d\r\n" % size),
            st.binary(max_size=40).map(lambda text: b"X: " + text + b"\r\n"),
            st.binary(max_size=20),
        ),
        max_size=8,
    ),
    st.sampled_from((b"\r\n", b"\n", b"", b"\r\n\r\n")),
    st.binary(max_size=80),
)


@examples(120)
@given(MESSAGES)
def test_a_message_is_the_same_however_much_of_it_has_come(data):
    def taken(upto: int):
        try:
            return take_message(data[:upto])
        except MalformedMessage:
            return "malformed"

    with bounded_work(20_000 + 4_000 * len(data)):
        whole = taken(len(data))
        for upto in range(len(data)):
            part = taken(upto)
            # Waiting may end either way; what was decided stays.
            assert part is None or part == whole
    if isinstance(whole, tuple):
        message, size = whole
        assert size <= len(data)
        assert len(message.body) <= MAX_BODY_BYTES
        assert sum(map(len, message.headers)) <= MAX_HEAD_BYTES


@examples(120)
@given(
    st.sampled_from(("SETUP", "PLAY", "OPTIONS")),
    HEADER_TEXT,
    st.lists(st.tuples(st.sampled_from(("X", "Transport", "CSeq")), HEADER_TEXT), max_size=4),
)
def test_what_we_send_is_one_message_whatever_goes_into_it(method, uri, headers):
    made = format_request(method, "rtsp://h/" + uri.replace(" ", ""), headers)
    assert made.count(b"\r\n") == len(headers) + 2
    assert made.count(b"\n") == made.count(b"\r")


@examples(80)
@given(CODECS, some_edits(8), st.binary(max_size=40))
def test_a_mutated_description_is_read_within_bounds(codec, edits, tail):
    sdp = recording(codec).answers.partition(b"v=0")[2]
    body = mutated(b"v=0" + sdp, edits) + tail
    with bounded_work(10_000 + 100 * len(body)):
        session = SessionDescription.parse(body)
        track = VideoTrack.pick(session)
    assert len(session.media) <= MAX_MEDIA
    offer = describe_offer(session)
    assert len(offer) <= 1000
    assert offer.isprintable()
    if track is not None:
        assert 0 <= track.payload_type <= 127
        assert 0 < track.clock_rate_hz < 10**9
        assert len(track.parameter_sets) <= MAX_PARAMETER_SETS
        assert all(0 < len(unit) <= 2 * MAX_PARAMETER_SET_BYTES for unit in track.parameter_sets)


TOKEN = st.text(string.ascii_letters + string.digits + "-._", min_size=1, max_size=12)
PARAMETERS = st.dictionaries(
    st.one_of(st.sampled_from(("realm", "nonce", "qop", "algorithm", "opaque", "stale")), TOKEN),
    st.text(string.printable.replace("\n", "").replace("\r", ""), max_size=30),
    max_size=6,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@examples(120)
@given(st.lists(st.tuples(TOKEN, PARAMETERS), min_size=1, max_size=4), st.sampled_from((", ", ",")))
def test_challenges_come_back_as_they_were_written(made, comma):
    text = comma.join(
        f"{scheme} " + comma.join(f"{name}={quoted(value)}" for name, value in given.items())
        for scheme, given in made
    )
    found = AuthChallenge.parse_all([text])
    wanted = []
    for scheme, parameters in made:
        lowered: dict[str, str] = {}
        for name, value in parameters.items():
            lowered.setdefault(name.lower(), value)
        wanted.append(AuthChallenge(scheme.lower(), lowered))
    assert found == wanted


@examples(120)
@given(
    st.lists(
        st.one_of(
            HEADER_TEXT,
            st.tuples(TOKEN, HEADER_TEXT).map(
                lambda made: f'Digest nonce="n", {made[0]}={made[1]}'
            ),
        ),
        max_size=6,
    ),
    HEADER_TEXT,
)
@example(["Digest " + ", ".join(f'a{n}="x"' for n in range(900))], "")
@example(["," * 8000], "")
@example(['Digest nonce="' + "\\" * 8000], "")
def test_challenges_of_any_text_are_answered_in_one_line_or_not_at_all(headers, uri):
    with bounded_work(5_000 + 60 * sum(map(len, headers)) + 20 * len(uri)):
        found = AuthChallenge.parse_all(headers)
        authenticator = Authenticator(Credentials("admin", SECRET), lambda: "c0ffee")
        verdict = authenticator.challenged(headers, answered=False)
        value = authenticator.authorization("DESCRIBE", uri)
    assert len(found) <= MAX_CHALLENGES
    assert (value is not None) == (verdict is Verdict.RETRY)
    if value is not None:
        assert "\r" not in value
        assert "\n" not in value
        assert SECRET not in value
        assert len(value) <= 2 * sum(map(len, headers)) + 4 * len(uri) + 400


@examples(150)
@given(HEADER_TEXT, st.sampled_from((None, SessionHeader("a", 20))))
def test_session_and_transport_headers_of_any_text_stay_within_bounds(text, before):
    session = SessionHeader.parse(text, before)
    if session is not None:
        assert session.identifier
        assert 2 <= session.timeout_s <= MAX_SESSION_TIMEOUT_S
    for transport in (text, f"RTP/AVP/TCP;interleaved={text}"):
        channels = InterleavedChannels.parse(transport)
        leaves_the_connection(transport)
        if channels is not None:
            assert 0 <= channels.rtp <= 255
            assert 0 <= channels.rtcp <= 255
            assert channels.rtp != channels.rtcp


@examples(150)
@given(HEADER_TEXT, HEADER_TEXT, st.sampled_from(("", "rtsp://", "rtsp://h/", "/", "?", "//")))
def test_addresses_of_any_text_give_a_few_that_can_be_read_again(base, control, scheme):
    with bounded_work(20_000 + 200 * (len(base) + len(control))):
        url = base_address(URL, [scheme + base, None, ""])
        try:
            found = control_addresses(URL, url, scheme + control)
        except BadInput:
            return
    assert 1 <= len(found) <= MAX_CHOICES
    assert len(set(found)) == len(found)
    for address in found:
        assert len(address) <= 2 * MAX_URL_LENGTH
        assert address.startswith(("rtsp://", "rtsps://"))


@examples(100)
@given(CODECS, some_edits(6), st.binary(max_size=60))
def test_mutated_parameter_sets_give_a_size_within_bounds_or_none(codec, edits, noise):
    size_of = picture_size_h264 if codec is Codec.H264 else picture_size_h265
    index = 0 if codec is Codec.H264 else 1
    for data in (mutated(source(codec).sets[index], edits), noise, source(codec).sets[index][:5]):
        with bounded_work(400_000):
            size = size_of(data)
        assert size is None or (min(size) > 0 and max(size) <= 16_384)


@pytest.mark.parametrize("fill", [b"\x00", b"\xff", b"\x55", b"\x80", b"\x01"])
def test_the_longest_parameter_set_takes_bounded_work(fill):
    for size_of in (picture_size_h264, picture_size_h265):
        for head in (b"\x67\x64\x00\x1e", b"\x42\x01\x01"):
            with bounded_work(400_000):
                size_of(head + fill * MAX_PARAMETER_SET_BYTES)


@examples(100)
@given(st.binary(max_size=200))
def test_control_packets_of_any_bytes_take_bounded_work(data):
    with bounded_work(2_000):
        for packet in (data, b"\x80\xc8" + data, b"\x80\xc9\x00\x00" * 40 + data):
            SenderReport.find(packet)


def test_redirects_out_of_any_location_lead_somewhere_readable_or_are_refused():
    for location in ("rtsp://[::1", "http://h/", "rtsp://u:p@h:8554/x", "", "rtsp://" + "a" * 3000):
        answer = f"RTSP/1.0 302 Moved\r\nLocation: {location}\r\n\r\n".encode()
        outcome, _, _ = handshake([answer])
        assert isinstance(outcome, SharpEyesError | Redirected)
        if isinstance(outcome, Redirected):
            assert RtspUrl.parse(str(outcome.target))[0] == outcome.target
            assert "u:p" not in str(outcome.target)
