"""Addresses as children get them."""

from pathlib import Path

import pytest

from ingest.camera_source import CameraSource
from ingest.child.address import ChildAddress
from ingest.child.errors import PinNotSupported
from ingest.errors import BadStreamAddress
from ingest.rtsp.tls_trust import TlsTrust

PLAIN = ChildAddress(TlsTrust())


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (CameraSource("1", "rtsp://cam/a?b=1"), "rtsp://cam/a?b=1"),
        (
            CameraSource("1", "rtsp://cam:8554/a", "u", "p@:/ %"),
            "rtsp://u:p%40%3A%2F%20%25@cam:8554/a",
        ),
        (CameraSource("1", "rtsp://in:side@cam/a"), "rtsp://in:side@cam/a"),
        (CameraSource("1", "rtsp://in:side@cam/a", "u", "p"), "rtsp://u:p@cam/a"),
        (CameraSource("1", "rtsps://[fe80::1]/a", "u", None), "rtsps://u:@[fe80::1]/a"),
    ],
)
def test_user_and_password_are_escaped_into_the_address(source, url):
    assert PLAIN.for_child(source) == url
    assert "@" not in PLAIN.shown(source)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://cam/a", "concat:a|b", "rtsp://"])
def test_an_address_that_is_not_rtsp_is_never_given_to_ffmpeg(url):
    with pytest.raises(BadStreamAddress):
        PLAIN.for_child(CameraSource("1", url))


@pytest.mark.parametrize(
    ("trust", "pin"), [(TlsTrust(), "ab" * 32), (TlsTrust(pinned_sha256="ab" * 32), None)]
)
def test_a_pinned_certificate_is_refused_rather_than_not_checked(trust, pin):
    source = CameraSource("1", "rtsps://cam/a", certificate_sha256=pin)
    with pytest.raises(PinNotSupported):
        ChildAddress(trust).for_child(source)


def test_an_own_authority_is_passed_on():
    assert ChildAddress(TlsTrust(ca_file=Path("/x/ca.pem"))).ca_file == "/x/ca.pem"
    assert PLAIN.ca_file is None
