"""Addresses of servers and streams, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.link_figures import LinkFigures
from ingest.source_kind import SourceKind
from ingest.webrtc.errors import BadWebRtcAddress
from ingest.webrtc.ice_server import IceServer
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.webrtc.whep_address import WhepAddress
from ingest.webrtc.whep_link_maker import WhepLinkMaker
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize(
    "url",
    ["stun:stun.example", "stun:192.0.2.1:3478", "turn:t.example?transport=tcp", "turns:[::1]:443"],
)
def test_an_ice_server_is_taken(url: str) -> None:
    assert IceServer(url).link_header() == f'<{url}>; rel="ice-server"'


@pytest.mark.parametrize(
    ("url", "user", "password"),
    [
        ("http://x", None, None),
        ("stun:", None, None),
        ("stun:h\r\nX: y", None, None),
        ("turn:h>; rel=x", None, None),
        ("turn:h?transport=sctp", None, None),
        ("turn:h", "a\nb", "c"),
        ("turn:h", "a", "c\u00e9"),
    ],
)
def test_an_ice_server_that_cannot_be_is_refused(
    url: str, user: str | None, password: str | None
) -> None:
    with pytest.raises(BadInput):
        IceServer(url, user, password)


def test_a_turn_password_stands_in_the_header_quoted_and_nowhere_else() -> None:
    server = IceServer("turn:h", "me", 'a"b\\c')
    assert 'credential="a\\"b\\\\c"' in server.link_header()
    assert 'a"b' not in repr(server)


def test_servers_and_own_addresses_come_by_environment() -> None:
    settings = WebRtcSettings.from_environment(
        {
            "SHARP_EYES_ICE_SERVERS": "stun:s.example  turn:t.example?transport=tcp,me,pass,word",
            "SHARP_EYES_ICE_ADDRESSES": "192.0.2.5 2001:db8::5",
        }
    )
    assert settings.ice_servers == (
        IceServer("stun:s.example"),
        IceServer("turn:t.example?transport=tcp", "me", "pass,word"),
    )
    assert settings.addresses == ("192.0.2.5", "2001:db8::5")
    assert WebRtcSettings.from_environment({}) == WebRtcSettings()


@pytest.mark.parametrize(
    "environment", [{"SHARP_EYES_ICE_SERVERS": "http://x"}, {"SHARP_EYES_ICE_ADDRESSES": "node"}]
)
def test_an_environment_that_cannot_be_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        WebRtcSettings.from_environment(environment)


@pytest.mark.parametrize(
    ("text", "url", "token"),
    [
        ("whep://h/s", "http://h/s", None),
        ("wheps://h:8443/s?a=b", "https://h:8443/s?a=b", None),
        ("WHEP://h", "http://h/", None),
        ("whep://u:t%40k@h/s", "http://h/s", "t@k"),
        ("whep://[::1]:80/s", "http://[::1]:80/s", None),
    ],
)
def test_a_whep_address_is_read(text: str, url: str, token: str | None) -> None:
    address, found = WhepAddress.parse(text)
    assert (address.url, found) == (url, token)
    assert "t@k" not in address.shown


@pytest.mark.parametrize("text", ["whip://h", "whep:", "whep:///x", "whep://h:x/", "whep://a\nb/"])
def test_a_whep_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadWebRtcAddress):
        WhepAddress.parse(text)


async def test_a_link_that_was_never_opened_can_be_asked_and_closed() -> None:
    link = WhepLinkMaker(ManualClock())(
        CameraSource("1", "whep://h/"), LinkHost(lambda _: None, lambda: 1)
    )
    link.watch(0.0)
    assert link.kind is SourceKind.WHEP
    assert link.figures == LinkFigures()
    await link.close()


def test_nothing_heavy_is_loaded_before_the_first_connection() -> None:
    code = (
        "import sys; import ingest.webrtc.whip_link_maker, ingest.webrtc.whep_link_maker, "
        "ingest.node_server.node_server; "
        "print([name for name in ('aiortc', 'aioice', 'dns', 'OpenSSL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
