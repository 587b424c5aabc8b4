"""The small parts of the node's HTTP server."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.node_server.listen_address import ListenAddress
from ingest.node_server.node_server import NodeServer
from ingest.node_server.rate_limiter import MAX_ADDRESSES, RateLimiter
from ingest.node_server.tls_files import TlsFiles
from ingest.webrtc.whip_hub import WhipHub
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import BadInput, MissingPart


@pytest.mark.parametrize(
    ("text", "host", "port", "loopback"),
    [
        ("127.0.0.1:8090", "127.0.0.1", 8090, True),
        ("localhost:0", "localhost", 0, True),
        ("[::1]:80", "::1", 80, True),
        (" 0.0.0.0:443 ", "0.0.0.0", 443, False),
        ("node.example:65535", "node.example", 65535, False),
    ],
)
def test_an_address_is_read(text: str, host: str, port: int, loopback: bool) -> None:
    address = ListenAddress.parse(text)
    assert (address.host, address.port, address.loopback) == (host, port, loopback)
    assert ListenAddress.parse(str(address)) == address


@pytest.mark.parametrize("text", ["", "8090", ":8090", "h:", "h:x", "h:65536", "::1:80", "a b:1"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        ListenAddress.parse(text)


def test_tries_come_back_with_time_and_each_address_has_its_own() -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock, burst=2, per_minute=60)
    assert [limiter.take("192.0.2.1") for _ in range(3)] == [0, 0, 1.0]
    assert limiter.wait_s("192.0.2.1") == 1.0
    assert limiter.take("192.0.2.2") == 0
    clock.advance(1.0)
    assert limiter.take("192.0.2.1") == 0
    clock.advance(3600)
    assert [limiter.take("192.0.2.1") for _ in range(3)] == [0, 0, 1.0], "no more than the burst"


def test_a_household_with_many_ipv6_addresses_is_one() -> None:
    limiter = RateLimiter(ManualClock(), burst=1, per_minute=1)
    assert limiter.take("2001:db8::1") == 0
    assert limiter.take("2001:db8::2") > 0
    assert limiter.take("2001:db8:0:1::1") == 0


def test_what_is_remembered_of_addresses_is_bounded() -> None:
    limiter = RateLimiter(ManualClock(), burst=1, per_minute=1)
    for number in range(MAX_ADDRESSES + 50):
        limiter.take(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(limiter._buckets) == MAX_ADDRESSES


def test_a_certificate_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingPart):
        TlsFiles(tmp_path / "a.pem", tmp_path / "b.pem").context()


async def test_an_address_that_is_taken_is_said() -> None:
    hub = WhipHub(ManualClock())
    listen = ListenAddress("127.0.0.1", 0)
    async with NodeServer(listen, hub, lambda: b"", lambda _: None) as server:
        second = NodeServer(
            ListenAddress("127.0.0.1", server.port), hub, lambda: b"", lambda _: None
        )
        with pytest.raises(MissingPart) as caught:
            await second.__aenter__()
    assert str(server.port) in caught.value.message.zh
