"""Addresses of devices, as people write them and as devices name them."""

import pytest

from ingest.finding.onvif.service_address import ServiceAddress
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10.0.0.7", "http://10.0.0.7:80/onvif/device_service"),
        ("10.0.0.7:8899", "http://10.0.0.7:8899/onvif/device_service"),
        ("http://10.0.0.7/onvif/device_service", "http://10.0.0.7:80/onvif/device_service"),
        ("https://10.0.0.7/x?y=1", "https://10.0.0.7:443/x?y=1"),
        ("http://[fd00::7]:81/a", "http://[fd00::7]:81/a"),
    ],
)
def test_an_address_is_read(text: str, meant: str) -> None:
    assert str(ServiceAddress.parse(text)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file:///etc/passwd",
        "gopher://10.0.0.7/",
        "http://user:secret@10.0.0.7/",
        "http://10.0.0.7:0/",
        "http://10.0.0.7:99999/",
        "http://10.0.0.7/a b",
        "http://10.0.0.7/\r\nX: y",
        "http://" + "a" * 600,
    ],
)
def test_what_is_no_address_is_refused_and_shows_no_password(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        ServiceAddress.parse(text)
    assert "secret" not in caught.value.bilingual()
