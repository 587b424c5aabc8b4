"""Addresses as people and cameras write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import BadStreamAddress
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_url import RtspUrl, redact


@pytest.mark.parametrize(
    ("text", "plain", "username", "password"),
    [
        ("rtsp://10.0.0.1/live", "rtsp://10.0.0.1/live", None, None),
        ("RTSP://10.0.0.1:554/live", "rtsp://10.0.0.1/live", None, None),
        ("rtsps://cam.town:8322/a?b=c", "rtsps://cam.town:8322/a?b=c", None, None),
        ("rtsp://[fe80::1]:8554/x", "rtsp://[fe80::1]:8554/x", None, None),
        ("rtsp://[2001:db8::1]", "rtsp://[2001:db8::1]", None, None),
        ("rtsp://admin:12345@10.0.0.1/1", "rtsp://10.0.0.1/1", "admin", "12345"),
        ("rtsp://admin:p%40ss@10.0.0.1/1", "rtsp://10.0.0.1/1", "admin", "p@ss"),
        ("rtsp://admin:p@ss@10.0.0.1/1", "rtsp://10.0.0.1/1", "admin", "p@ss"),
        ("rtsp://admin:a/b@10.0.0.1/1", "rtsp://10.0.0.1/1", "admin", "a/b"),
        ("rtsp://admin:a:b@[::1]:99/1", "rtsp://[::1]:99/1", "admin", "a:b"),
        ("rtsp://admin@10.0.0.1/1", "rtsp://10.0.0.1/1", "admin", ""),
        ("rtsp://10.0.0.1/live@main", "rtsp://10.0.0.1/live@main", None, None),
        ("rtsp://10.0.0.1:554/live@main", "rtsp://10.0.0.1/live@main", None, None),
        (
            "rtsp://h/cam/realmonitor?channel=1&subtype=1",
            "rtsp://h/cam/realmonitor?channel=1&subtype=1",
            None,
            None,
        ),
    ],
)
def test_an_address_is_split_from_its_credentials(text, plain, username, password):
    url, credentials = RtspUrl.parse(text)
    assert str(url) == plain
    wanted = None if username is None else Credentials(username, password)
    assert credentials == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://u:secret@h/",
        "rtsp://",
        "rtsp:///path",
        "rtsp://u:secret@h:99999/",
        "rtsp://u:secret@h:0/",
        "rtsp://u:secret@h:port/",
        "rtsp://u:secret@[::1/",
        "rtsp://u:secret@h/a b",
        "rtsp://u:secret@h/a\r\nX: y",
        "rtsp://u:secret@h/" + "a" * 3000,
        "u:secret@h",
    ],
)
def test_a_wrong_address_is_refused_without_telling_the_password(text):
    with pytest.raises(BadStreamAddress) as caught:
        RtspUrl.parse(text)
    assert "secret" not in str(caught.value)
    assert "secret" not in caught.value.bilingual()


@pytest.mark.parametrize(
    ("base", "reference", "wanted"),
    [
        ("rtsp://h/a/", "trackID=1", "rtsp://h/a/trackID=1"),
        ("rtsp://h/a", "trackID=1", "rtsp://h/a/trackID=1"),
        ("rtsp://h/a?c=1", "trackID=1", "rtsp://h/a?c=1/trackID=1"),
        ("rtsp://h/a", "rtsp://h:554/a/b", "rtsp://h/a/b"),
        ("rtsp://h/a", "rtsp://u:p@h:8554/b", "rtsp://h:8554/b"),
        ("rtsp://h/a", "*", "rtsp://h/a"),
        ("rtsp://h/a/", "", "rtsp://h/a/"),
        ("rtsp://h:8554/a/b", "/track1", "rtsp://h:8554/track1"),
        ("rtsp://h", "track1", "rtsp://h/track1"),
    ],
)
def test_control_addresses_resolve_as_servers_mean_them(base, reference, wanted):
    assert RtspUrl.parse(base)[0].resolve(reference) == wanted


@example("0\xa0#")
@example("\xa0#")
@given(st.text(max_size=80))
def test_no_text_makes_the_parser_crash(text):
    for candidate in (text, "rtsp://" + text, "rtsp://u:secret@" + text):
        try:
            url, _ = RtspUrl.parse(candidate)
        except BadStreamAddress:
            continue
        assert RtspUrl.parse(str(url))[0] == url


def test_redacting_keeps_the_host_and_hides_the_rest():
    assert redact("rtsp://user:pass@host:554/x") == "rtsp://***@host:554/x"
    assert "password" not in repr(Credentials("user", "password-1")).replace("password=", "")
