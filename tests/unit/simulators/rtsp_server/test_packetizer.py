from __future__ import annotations

import pytest

from simulators.rtsp_server.nal import Codec, split_annex_b, split_length_prefixed
from simulators.rtsp_server.packetizer import payloads_of


def reassembled(payloads: list[bytes], codec: Codec) -> list[bytes]:
    """Take payloads apart again, as RFC 6184 and RFC 7798 say."""
    units: list[bytes] = []
    whole = b""
    size = 1 if codec == "h264" else 2
    for payload in payloads:
        kind = payload[0] & 0x1F if codec == "h264" else payload[0] >> 1 & 0x3F
        if kind == (24 if codec == "h264" else 48):
            at = size
            while at < len(payload):
                length = int.from_bytes(payload[at : at + 2], "big")
                units.append(payload[at + 2 : at + 2 + length])
                at += 2 + length
        elif kind == (28 if codec == "h264" else 49):
            head = payload[size]
            if head & 0x80:
                if codec == "h264":
                    whole = bytes((payload[0] & 0xE0 | head & 0x1F,))
                else:
                    whole = bytes((payload[0] & 0x81 | (head & 0x3F) << 1, payload[1]))
            whole += payload[size + 1 :]
            if head & 0x40:
                units.append(whole)
        else:
            units.append(payload)
    return units


H264 = [b"\x67" + b"s" * 20, b"\x68" + b"p" * 4, b"\x65" + bytes(range(256)) * 20]
HEVC = [b"\x40\x01v", b"\x42\x01" + b"s" * 30, b"\x44\x01p", b"\x26\x01" + bytes(range(256)) * 20]


@pytest.mark.parametrize("limit", [100, 555, 1400, 60_000])
@pytest.mark.parametrize(("codec", "nals"), [("h264", H264), ("hevc", HEVC)])
def test_a_receiver_gets_the_same_units_back(codec: Codec, nals: list[bytes], limit: int) -> None:
    payloads = payloads_of(nals, codec, limit)
    assert max(map(len, payloads)) <= limit
    assert reassembled(payloads, codec) == nals


def test_parameter_sets_travel_in_one_packet() -> None:
    payloads = payloads_of(H264, "h264", 1400)
    assert payloads[0][0] & 0x1F == 24
    assert payloads[0][0] & 0x60 == 0x60


def test_delimiters_are_left_out() -> None:
    assert payloads_of([b"\x09\xf0", b"\x41abc"], "h264", 1400) == [b"\x41abc"]


@pytest.mark.parametrize("extra", [0, 1, 2])
def test_a_fragment_is_never_empty(extra: int) -> None:
    limit = 100
    body = (limit - 2) * 3 + extra
    payloads = payloads_of([b"\x65" + b"x" * body], "h264", limit)
    assert all(len(p) > 2 for p in payloads)
    assert payloads[-1][1] & 0x40


def test_annex_b_and_length_prefixes_give_the_same_units() -> None:
    annex_b = b"\0\0\0\1" + H264[0] + b"\0\0\1" + H264[1] + b"\0\0\0\1" + b"\x41end"
    prefixed = b"".join(len(u).to_bytes(4, "big") + u for u in (H264[0], H264[1], b"\x41end"))
    assert split_annex_b(annex_b) == split_length_prefixed(prefixed)


def test_a_length_past_the_end_ends_the_list() -> None:
    assert split_length_prefixed(b"\0\0\0\2ab\0\0\xff\xffc") == [b"ab"]
