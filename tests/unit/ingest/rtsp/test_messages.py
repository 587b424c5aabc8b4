"""RTSP messages, Transport and Session headers, session descriptions."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import Codec
from ingest.rtsp.interleaved_channels import InterleavedChannels, leaves_the_connection
from ingest.rtsp.rtsp_message import MalformedMessage, format_request, take_message
from ingest.rtsp.session_description import SessionDescription
from ingest.rtsp.session_header import SessionHeader
from ingest.rtsp.video_track import VideoTrack, describe_offer


def test_an_answer_is_read_with_repeated_and_folded_headers_and_its_body():
    data = (
        b"RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Basic realm=x\r\n"
        b"www-authenticate: Digest realm=y,\r\n nonce=z\r\nContent-Length: 3\r\n\r\nabcRTSP"
    )
    message, size = take_message(data)
    assert (message.status, message.reason, message.cseq) == (401, "Unauthorized", 2)
    assert message.all("WWW-Authenticate") == ["Basic realm=x", "Digest realm=y, nonce=z"]
    assert message.body == b"abc"
    assert data[size:] == b"RTSP"


def test_line_feeds_alone_are_read_too():
    message, _ = take_message(b"RTSP/1.0 200 OK\nCSeq: 1\n\n")
    assert message.cseq == 1


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_an_unfinished_message_is_waited_for(cut):
    data = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 9\r\n\r\n012345678"
    assert take_message(data[: min(cut, len(data) - 1)]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 2000 OK\r\n\r\n",
        b"RTSP/1.0 \xb2\xb2\xb2 OK\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 99999999999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nX: " + b"a" * 20_000,
        b"RTSP/1.0 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",
    ],
)
def test_what_can_never_become_a_message_is_refused(data):
    with pytest.raises(MalformedMessage):
        take_message(data)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_message_parser_crash(data):
    for candidate in (data, b"RTSP/1.0 200 OK\r\n" + data + b"\r\n\r\n"):
        try:
            taken = take_message(candidate)
        except MalformedMessage:
            continue
        assert taken is None or 0 < taken[1] <= len(candidate)


def test_line_ends_in_values_cannot_write_headers():
    made = format_request("PLAY", "rtsp://h/\r\nEvil: 1", [("X", "a\r\nEvil: 2")])
    assert b"\r\nEvil" not in made


@pytest.mark.parametrize(
    ("text", "rtp", "rtcp"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=0-1", 0, 1),
        ("RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=0A", 2, 3),
        ("RTP/AVP/TCP; unicast; Interleaved = 6 - 7", 6, 7),
        ("RTP/AVP/TCP;interleaved=4", 4, 5),
        ("RTP/AVP/TCP;interleaved=255", 255, 0),
    ],
)
def test_channels_are_taken_as_the_server_answers_them(text, rtp, rtcp):
    assert InterleavedChannels.parse(text) == InterleavedChannels(rtp, rtcp)


@pytest.mark.parametrize("text", ["", "RTP/AVP;unicast", "interleaved=256-257", "interleaved=x"])
def test_a_transport_without_channels_gives_none(text):
    assert InterleavedChannels.parse(text) is None


@pytest.mark.parametrize(
    ("text", "identifier", "timeout_s"),
    [
        ("abc", "abc", 60),
        ("abc;timeout=30", "abc", 30),
        ("abc ; Timeout = 90 ", "abc", 90),
        ("abc;timeout=0", "abc", 60),
        ("abc;timeout=x", "abc", 60),
        ("abc;timeout=999999999", "abc", 3600),
    ],
)
def test_session_timeouts_are_read_within_reason(text, identifier, timeout_s):
    assert SessionHeader.parse(text) == SessionHeader(identifier, timeout_s)


@pytest.mark.parametrize(
    ("text", "before", "wanted"),
    [
        ("a", SessionHeader("a", 20), SessionHeader("a", 20)),
        ("a;timeout=0", SessionHeader("a", 20), SessionHeader("a", 20)),
        ("a;timeout=9", SessionHeader("a", 20), SessionHeader("a", 9)),
        ("b", SessionHeader("a", 20), SessionHeader("b", 60)),
        (" 1 2 ; timeout = 5", None, SessionHeader("1 2", 5)),
        (";timeout=9", None, None),
        ("", SessionHeader("a", 20), None),
    ],
)
def test_a_timeout_named_once_holds_for_the_same_session(text, before, wanted):
    assert SessionHeader.parse(text, before) == wanted


@pytest.mark.parametrize(
    ("transport", "leaves"),
    [
        ("RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001", True),
        ("RTP/AVP/UDP;unicast", True),
        ("RTP/AVP;multicast;destination=239.0.0.1;port=5000-5001", True),
        ("RTP/AVP/TCP;unicast", False),
        ("RTP/AVP;unicast", False),
        ("", False),
    ],
)
def test_a_transport_by_datagrams_is_known_by_its_ports(transport, leaves):
    assert leaves_the_connection(transport) is leaves


@pytest.mark.parametrize("ends", [b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\n\n"])
def test_a_blank_line_is_known_however_it_ends(ends):
    data = b"RTSP/1.0 200 OK\r\nCSeq: 1\nContent-Length: 2" + ends + b"ab\n\n"
    message, size = take_message(data)
    assert (message.cseq, message.body, data[size:]) == (1, b"ab", b"\n\n")


SPS, PPS = b"\x67\x42\x00\x1e\xab", b"\x68\xce\x3c\x80"


def encoded(unit: bytes) -> str:
    return base64.b64encode(unit).decode()


HIKVISION = f"""v=0
o=- 1109162014219182 1109162014219192 IN IP4 0.0.0.0
s=Media Presentation
a=control:*
m=audio 0 RTP/AVP 8
a=control:trackID=2
a=rtpmap:8 PCMA/8000
m=video 0 RTP/AVP 96
b=AS:5050
a=control:trackID=1
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1; sprop-parameter-sets={encoded(SPS)},{encoded(PPS)}
m=application 0 RTP/AVP 107
a=rtpmap:107 vnd.onvif.metadata/90000
"""


def test_the_video_is_picked_among_several_media():
    session = SessionDescription.parse(HIKVISION.replace("\n", "\r\n").encode())
    track = VideoTrack.pick(session)
    assert track == VideoTrack(Codec.H264, 96, 90_000, "trackID=1", (SPS, PPS))
    assert session.control == "*"


def test_parameter_sets_of_h265_come_in_the_decoders_order():
    sdp = (
        f"m=video 0 RTP/AVP 98\na=rtpmap:98 h265/90000\n"
        f"a=fmtp:98 sprop-pps={encoded(b'ppp')};sprop-sps={encoded(b'sss')}; "
        f"sprop-vps={encoded(b'vvv')}\n"
    )
    track = VideoTrack.pick(SessionDescription.parse(sdp.encode()))
    assert track.codec is Codec.H265
    assert track.parameter_sets == (b"vvv", b"sss", b"ppp")


@pytest.mark.parametrize(
    ("value", "sets"),
    [
        (encoded(SPS).rstrip("="), (SPS,)),
        (encoded(b"\0\0\0\1" + SPS), (SPS,)),
        ("!!notbase64!!", ()),
        (f",,{encoded(PPS)},", (PPS,)),
        ("A" * 20_000, ()),
    ],
)
def test_parameter_sets_are_read_as_cameras_write_them(value, sets):
    sdp = f"m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets={value}"
    assert VideoTrack.pick(SessionDescription.parse(sdp.encode())).parameter_sets == sets


@pytest.mark.parametrize(
    ("sdp", "offer"),
    [
        ("", "nothing"),
        ("m=audio 0 RTP/AVP 8\na=rtpmap:8 PCMA/8000", "audio PCMA"),
        ("m=video 0 RTP/AVP 26", "video 26"),
        ("m=video 0 RTP/AVP 97\na=rtpmap:97 MP4V-ES/90000", "video MP4V-ES"),
        ("m=", ""),
        ("m=video 0 RTP/SAVP 96\na=rtpmap:96 H264/90000", "video H264 (SRTP)"),
        ("m=video 0 RTP/AVP 96\na=rtpmap:96 \x1b[31mX/1", "video [31MX"),
    ],
)
def test_without_readable_video_nothing_is_picked_and_the_offer_is_named(sdp, offer):
    session = SessionDescription.parse(sdp.encode())
    assert VideoTrack.pick(session) is None
    assert describe_offer(session) in (offer, "nothing")


@given(st.binary(max_size=300), st.text(max_size=300))
def test_no_description_makes_the_parser_crash(data, text):
    for body in (data, text.encode(), b"m=video 0 RTP/AVP 96\na=fmtp:96 " + data):
        VideoTrack.pick(SessionDescription.parse(body))
