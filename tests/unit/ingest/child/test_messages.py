"""What children say is read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.child.messages import (
    HEAD,
    MAGIC,
    MAX_PIXELS,
    Failure,
    Figures,
    Kind,
    Nonsense,
    Opened,
    Picture,
    Trouble,
    read_body,
    read_head,
)
from ingest.codec import Codec


def a_picture(width=32, height=16, planes=None, **change) -> Picture:
    fields = {"codec": Codec.H265, "full_range": True, "key": False, "age_s": 0.25}
    fields |= {"wall_clock_us": 1_700_000_000_000_000} | change
    planes = bytes(width * height * 3 // 2) if planes is None else planes
    return Picture(width=width, height=height, planes=planes, **fields)


def read(data: bytes):
    kind, length = read_head(data[: HEAD.size])
    assert length == len(data) - HEAD.size
    return read_body(kind, data[HEAD.size :])


@pytest.mark.parametrize(
    "message",
    [
        Opened("udp", Codec.OTHER),
        Figures(123_456_789_012, 42, 2.0),
        Failure(Trouble.CREDENTIALS, "HTTPUnauthorizedError: no"),
    ],
)
def test_a_message_arrives_as_it_was_said(message):
    assert read(message.encode()) == message


def test_a_picture_arrives_as_it_was_said():
    message = a_picture()
    assert read(b"".join(message.encode())) == message


@pytest.mark.parametrize(
    "head",
    [
        b"RTSP/1.0 ",
        HEAD.pack(MAGIC, 0, 1),
        HEAD.pack(MAGIC, 99, 1),
        HEAD.pack(MAGIC, Kind.PICTURE, MAX_PIXELS * 2),
        HEAD.pack(MAGIC, Kind.FAILURE, 0xFFFF_FFFF),
        HEAD.pack(MAGIC, Kind.FIGURES, 25),
    ],
)
def test_a_head_that_announces_too_much_or_nothing_known_is_refused(head):
    with pytest.raises(Nonsense):
        read_head(head)


@pytest.mark.parametrize(
    "message",
    [
        a_picture(planes=b""),
        a_picture(planes=bytes(32 * 16 * 3 // 2 + 1)),
        a_picture(width=33),
        a_picture(width=2, height=2),
        a_picture(width=16_000, height=16, planes=b"12"),
        a_picture(age_s=100.0),
    ],
)
def test_a_picture_that_is_not_what_it_says_is_refused(message):
    with pytest.raises(Nonsense):
        read(b"".join(message.encode()))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.OPENED, b"\x07\x00"),
        (Kind.OPENED, b"\x00\x09"),
        (Kind.OPENED, b""),
        (Kind.FIGURES, Figures(1, 1, float("nan")).encode()[HEAD.size :]),
        (Kind.FIGURES, Figures(1, 1, -1.0).encode()[HEAD.size :]),
        (Kind.FIGURES, Figures(1 << 63, 1, 1.0).encode()[HEAD.size :]),
        (Kind.FAILURE, b""),
        (Kind.FAILURE, b"\xffoh"),
    ],
)
def test_a_body_that_breaks_its_promise_is_refused(kind, body):
    with pytest.raises(Nonsense):
        read_body(kind, body)


def test_a_failure_cannot_write_to_a_terminal():
    shown = read_body(Kind.FAILURE, b"\x00\x1b[31m\r\nred\xff")
    assert isinstance(shown, Failure)
    assert shown.text == "?[31m??red?"


@given(st.sampled_from(Kind), st.binary(max_size=200))
def test_whatever_comes_is_a_message_or_nonsense(kind, body):
    try:
        message = read_body(kind, body)
    except Nonsense:
        return
    assert message is not None


@given(st.binary(min_size=HEAD.size, max_size=HEAD.size))
def test_whatever_head_comes_is_a_head_or_nonsense(head):
    try:
        kind, length = read_head(head)
    except Nonsense:
        return
    assert length <= MAX_PIXELS * 2
    assert kind in Kind
