"""What evidence may be, and which part of it a browser asks for."""

from __future__ import annotations

import pytest

from command_center.evidence.evidence_format import FORMATS
from command_center.evidence.span import Span, parse_range
from sharp_eyes.alert.evidence import JPEG, MP4, MediaType
from sharp_eyes.errors import BadInput

MP4_BYTES = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"moov" * 20


@pytest.mark.parametrize(
    ("media_type", "content", "taken"),
    [
        (JPEG, b"\xff\xd8\xff\xe0rest", True),
        (JPEG, MP4_BYTES, False),
        (JPEG, b"", False),
        (MP4, MP4_BYTES, True),
        (MP4, b"\xff\xd8\xff\xe0rest", False),
        (MP4, b"", False),
        (MP4, b"\0\0\0\x20ftyp", False),
        (MP4, b"\0\0\0\x08ftyp" + bytes(40), False),
        (MP4, b"\x7f\0\0\x20ftyp" + bytes(40), False),
        (MP4, b"\0\0\0\x20html<script>" + bytes(40), False),
        (MP4, MP4_BYTES + bytes(FORMATS[MP4].max_bytes), False),
        (JPEG, b"\xff\xd8\xff" + bytes(FORMATS[JPEG].max_bytes), False),
    ],
)
def test_bytes_are_what_they_are_said_to_be_or_refused(
    media_type: MediaType, content: bytes, taken: bool
) -> None:
    if taken:
        FORMATS[media_type].check(content)
    else:
        with pytest.raises(BadInput):
            FORMATS[media_type].check(content)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", Span(0, 100)),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=10-19", Span(10, 20)),
        ("bytes=90-500", Span(90, 100)),
        ("bytes=-30", Span(70, 100)),
        ("bytes=-300", Span(0, 100)),
        ("bytes=99-", Span(99, 100)),
        # What cannot be read, or asks for several parts, is answered with everything.
        ("bytes=-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 400 + "-", None),
        ("bytes=٣-٤", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header: str | None, span: Span | None) -> None:
    assert parse_range(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_outside_the_file_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        parse_range(header, 100)


def test_a_part_names_its_place() -> None:
    assert Span(10, 20).content_range(100) == "bytes 10-19/100"
