"""Which addresses a description's control may mean."""

import pytest

from ingest.errors import BadStreamAddress
from ingest.rtsp.control_address import MAX_CHOICES, base_address, control_addresses
from ingest.rtsp.rtsp_url import RtspUrl

URL = RtspUrl.parse("rtsp://h:8554/live/main?a=1")[0]
PLAIN = RtspUrl.parse("rtsp://h/live")[0]


@pytest.mark.parametrize(
    ("headers", "base"),
    [
        ([None, None], "rtsp://h/live"),
        (["", " "], "rtsp://h/live"),
        (["rtsp://h/live/", None], "rtsp://h/live/"),
        ([" rtsp://h/live/ ", None], "rtsp://h/live/"),
        (["rtsp://u:p@h/live/", None], "rtsp://h/live/"),
        ([None, "rtsp://h/loc"], "rtsp://h/loc"),
        (["nonsense://", "rtsp://h/loc"], "rtsp://h/loc"),
        (["rtsp://rtsp://cam.lan:554/s/", None], "rtsp://cam.lan/s/"),
        (["192.0.2.1:554/s/", None], "rtsp://192.0.2.1/s/"),
        (["h/s/", None], "rtsp://h/s/"),
        (["s/", None], "rtsp://h/live/s/"),
        (["/s/", None], "rtsp://h/s/"),
        (["rtsp://::ffff:192.0.2.1/s/", None], "rtsp://h/live"),
        (["rtsp://[::1", None], "rtsp://h/live"),
        (["rtsp://h/" + "a" * 3000, None], "rtsp://h/live"),
    ],
)
def test_the_base_is_read_as_servers_write_it(headers, base):
    assert str(base_address(PLAIN, headers)) == base


@pytest.mark.parametrize(
    ("base", "control", "wanted"),
    [
        # The likeliest first, then what other servers mean.
        ("rtsp://h/live/", "t=1", ["rtsp://h/live/t=1", "rtsp://h:8554/live/main?a=1/t=1"]),
        ("rtsp://h/live", "t=1", ["rtsp://h/live/t=1", "rtsp://h/t=1"]),
        ("rtsp://h/x?a=1", "t=1", ["rtsp://h/x?a=1/t=1", "rtsp://h/x/t=1?a=1", "rtsp://h/t=1"]),
        ("rtsp://h/live/", "/t", ["rtsp://h/t", "rtsp://h/live/t"]),
        ("rtsp://h/live/", "//[", ["rtsp://h//[", "rtsp://h/live//["]),
        ("rtsp://h/live/", "rtsp://10.0.0.9/t", ["rtsp://10.0.0.9/t", "rtsp://h:8554/t"]),
        ("rtsp://h/live/", "*", ["rtsp://h/live/", str(URL)]),
        ("rtsp://h/live/", "", ["rtsp://h/live/", str(URL)]),
        ("rtsp://h/live/", " * ", ["rtsp://h/live/"]),
        (str(URL), "", [str(URL)]),
    ],
)
def test_a_control_means_a_few_addresses_in_order(base, control, wanted):
    found = control_addresses(URL, RtspUrl.parse(base)[0], control)
    assert found[: len(wanted)] == wanted
    assert len(found) == len(set(found)) <= MAX_CHOICES


@pytest.mark.parametrize("control", ["rtsp://[::1", "http://h/", "rtsp:///x", "t" * 9000])
def test_a_control_that_cannot_be_an_address_is_refused(control):
    with pytest.raises(BadStreamAddress):
        control_addresses(URL, URL, control)
