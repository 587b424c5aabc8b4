"""What the centre checks and writes down is where a node connects to."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from command_center.finding.wish_address import plain_address
from ingest.errors import BadStreamAddress
from ingest.rtsp.rtsp_url import RtspUrl
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.streams import StreamAddress

_pieces = st.sampled_from(
    ["a", "10.8.0.9", "u", "[::1]", ":", ":", "@", "@", "/", "/", "?", "#", "554", ".", "%40", "\\"]
)
addresses = st.lists(_pieces, min_size=1, max_size=10).map(lambda parts: "rtsp://" + "".join(parts))
_stream = TypeAdapter[str](StreamAddress)


@given(addresses)
@example("rtsp://a:/x@10.8.0.9/h264/sub")
@example("rtsp://a?@10.8.0.9/h264/sub")
@example("rtsp://a#@10.8.0.9/h264/sub")
@example("rtsp://u:p@a:/x@10.8.0.9/h264/sub")
def test_a_look_goes_to_the_host_that_was_checked(text: str) -> None:
    try:
        plain, _ = plain_address(text)
        url, credentials = RtspUrl.parse(plain)
    except (BadInput, BadStreamAddress):
        return
    assert credentials is None
    assert url.host == urlsplit(plain).hostname


@given(addresses)
@example("rtsp://a:/x@10.8.0.9/h264/sub")
def test_a_registered_address_names_one_host(text: str) -> None:
    try:
        address = _stream.validate_python(text)
        url, _ = RtspUrl.parse(address)
    except (ValidationError, BadStreamAddress):
        return
    assert url.host == urlsplit(address).hostname


@pytest.mark.parametrize("text", ["rtsp://h/live@main", "rtsp://h:554/a@b?c=d@e", "rtsp://h:/x"])
def test_an_at_in_a_path_is_no_fault(text: str) -> None:
    assert plain_address(text) == (text, None)
    assert _stream.validate_python(text) == text
