from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.rtsp_server.rtsp_request import MalformedRequest, RtspRequest


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("rtsp://h:8554/cam/1", "/cam/1"),
        ("rtsp://h/cam/1/", "/cam/1"),
        ("rtsp://h/cam/1/trackID=0", "/cam/1"),
        ("rtsp://h/cam/1?x=2", "/cam/1"),
        ("rtsp://h/cam%2F1", "/cam/1"),
        ("*", "*"),
    ],
)
def test_the_path_is_found(url: str, path: str) -> None:
    assert RtspRequest.parse(f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 1".encode()).path == path


@pytest.mark.parametrize(
    ("transport", "channel"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=2-3", 2),
        ("RTP/AVP/TCP;unicast", 0),
        ("RTP/AVP;unicast;client_port=1-2", None),
        ("RTP/AVP;unicast;client_port=1-2,RTP/AVP/TCP;interleaved=4-5", 4),
        ("", None),
    ],
)
def test_the_channel_is_found(transport: str, channel: int | None) -> None:
    head = f"SETUP rtsp://h/c RTSP/1.0\r\nTransport: {transport}".encode()
    assert RtspRequest.parse(head).interleaved_channel == channel


@given(st.binary(max_size=200))
def test_any_bytes_are_a_request_or_malformed(head: bytes) -> None:
    try:
        request = RtspRequest.parse(head)
        assert isinstance(request.path, str)
        assert request.body_bytes >= 0
    except MalformedRequest:
        pass
