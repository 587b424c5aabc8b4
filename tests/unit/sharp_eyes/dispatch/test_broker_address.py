"""Broker addresses, with passwords that stay out of sight."""

from __future__ import annotations

import pytest

from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("mqtt://h", "h", 1883, False),
        ("mqtts://h", "h", 8883, True),
        ("mqtt://u:p@h:2000", "h", 2000, False),
        ("mqtt://[::1]:2000", "::1", 2000, False),
    ],
)
def test_an_address_is_read(url: str, host: str, port: int, tls: bool) -> None:
    address = BrokerAddress.parse(url)
    assert (address.host, address.port, address.tls) == (host, port, tls)


def test_a_password_with_odd_characters_survives_but_is_not_shown() -> None:
    address = BrokerAddress("127.0.0.1", 1, "u@x", "p:/@ü")
    assert BrokerAddress.parse(address.url()) == address
    assert "p:/@ü" not in repr(address)


@pytest.mark.parametrize("url", ["", "http://h", "mqtt://", "mqtt://u:secret@h:port", "h:1883"])
def test_what_cannot_be_read_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        BrokerAddress.parse(url)
    assert "secret" not in caught.value.bilingual()
