"""What is changed in offers and answers, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.webrtc.errors import BadDescription, NoCommonVideo
from ingest.webrtc.session_description import MAX_BYTES, MAX_CANDIDATES, SessionDescription

FINGERPRINT = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
HEAD = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", FINGERPRINT]
VIDEO = ["m=video 9 UDP/TLS/RTP/SAVPF 102 96", "c=IN IP4 0.0.0.0", "a=mid:0", "a=sendonly"]
H264 = "a=rtpmap:102 H264/90000"
HIGH = "profile-level-id=640c1f;packetization-mode=1;level-asymmetry-allowed=1"


def parse(*lines: str) -> SessionDescription:
    return SessionDescription.parse(("\r\n".join(lines) + "\r\n").encode())


def test_any_h264_profile_is_taken_and_answered_as_it_was_offered() -> None:
    offer = parse(*HEAD, *VIDEO, H264, f"a=fmtp:102 {HIGH}", "a=rtpmap:96 VP8/90000")
    assert "640c1f" not in offer.text
    assert "profile-level-id=42e01f" in offer.text
    answer = offer.restore(
        "m=video 9 X 102\r\nc=IN IP4 0.0.0.0\r\na=fmtp:102 profile-level-id=42e01f\r\n", 1500
    )
    assert answer == (f"m=video 9 X 102\r\nc=IN IP4 0.0.0.0\r\nb=AS:1500\r\na=fmtp:102 {HIGH}\r\n")


def test_h264_without_parameters_stays_without_them_in_the_answer() -> None:
    offer = parse(*HEAD, *VIDEO, H264)
    assert "a=fmtp:102" in offer.text
    assert "fmtp" not in offer.restore("a=fmtp:102 profile-level-id=42e01f\r\n", 1)


@pytest.mark.parametrize(
    ("candidate", "stays"),
    [
        ("1 1 udp 2130706431 192.0.2.7 5000 typ host", True),
        ("1 1 UDP 1 2001:db8::7 5000 typ host generation 0 network-id 1", True),
        ("1 1 udp 1 198.51.100.1 5000 typ srflx raddr 0.0.0.0 rport 0", True),
        ("1 1 udp 1 0b1c-2d3e.local 5000 typ host", False),
        ("1 1 udp 1 camera.example 5000 typ host", False),
        ("1 1 tcp 1 192.0.2.7 9 typ host tcptype active", False),
        ("1 2 udp 1 192.0.2.7 5000 typ host", False),
        ("1 1 udp 1 192.0.2.7 0 typ host", False),
        ("1 1 udp 1 192.0.2.7 70000 typ host", False),
        ("1 1 udp 1 224.0.0.251 5353 typ host", False),
        ("1 1 udp 1 255.255.255.255 5000 typ host", False),
        ("1 1 udp 1 0.0.0.0 5000 typ host", False),
        ("1 1 udp x 192.0.2.7 5000 typ host", False),
        ("", False),
    ],
)
def test_only_candidates_that_a_packet_may_be_sent_to_stay(candidate: str, stays: bool) -> None:
    line = f"a=candidate:{candidate}"
    offer = parse(*HEAD, *VIDEO, H264, line, "a=end-of-candidates")
    assert (line in offer.text) is stays
    assert "end-of-candidates" not in offer.text


def test_nobody_is_made_to_knock_at_a_thousand_doors() -> None:
    many = [f"a=candidate:1 1 udp 1 192.0.2.{n % 250} {1000 + n} typ host" for n in range(900)]
    offer = parse(*HEAD, *VIDEO, H264, *many)
    assert offer.text.count("a=candidate") == MAX_CANDIDATES


def test_the_first_video_that_is_sent_is_the_one_taken() -> None:
    other = ["m=video 9 X 96", "a=mid:1", "a=recvonly"]
    sound = ["m=audio 9 X 111", "a=mid:2", "a=sendrecv"]
    offer = parse(*HEAD, *sound, *other, *VIDEO, H264, *VIDEO)
    assert offer.kinds == ("audio", "video", "video", "video")
    assert offer.video == 2


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (["v=1"], BadDescription),
        ([*HEAD], BadDescription),
        ([*HEAD[:4], *VIDEO], BadDescription),
        ([*HEAD, *VIDEO, "nonsense"], BadDescription),
        ([*HEAD, *VIDEO, "a=x\0y"], BadDescription),
        ([*HEAD, *VIDEO, "a=" + "x" * 3000], BadDescription),
        ([*HEAD, *(VIDEO * 9)], BadDescription),
        ([*HEAD, "m=application 9 X 1"], NoCommonVideo),
        ([*HEAD, "m=audio 9 X 1"], NoCommonVideo),
        ([*HEAD, *VIDEO[:3], "a=recvonly"], NoCommonVideo),
        ([*HEAD, *VIDEO[:3], "a=inactive"], NoCommonVideo),
        ([*HEAD, "m=video 0 X 1"], NoCommonVideo),
        ([*HEAD, *VIDEO, "a=rtpmap:102 AV1/90000"], NoCommonVideo),
    ],
)
def test_what_cannot_be_used_is_said(lines: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        parse(*lines)


def test_a_description_that_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(BadDescription):
        SessionDescription.parse(b"v=0\r\n" + b"a" * MAX_BYTES)


@given(st.binary(max_size=300), st.sampled_from(["", "\r\n".join([*HEAD, *VIDEO, ""])]))
def test_any_bytes_are_either_a_description_or_said_to_be_none(body: bytes, head: str) -> None:
    try:
        SessionDescription.parse(head.encode() + body)
    except (BadDescription, NoCommonVideo) as error:
        assert error.message.zh  # noqa: PT017
