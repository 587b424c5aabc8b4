"""RTCP sender reports."""

from __future__ import annotations

import struct

_NTP_EPOCH_OFFSET_S = 2_208_988_800  # RFC 5905: seconds from 1900 to 1970
_REPORT = struct.Struct(">BBHIIIIII")
_NAME = b"camera"


def sender_report(
    channel: int, ssrc: int, utc_s: float, timestamp: int, packets: int, octets: int
) -> bytes:
    """Return a sender report and a CNAME (RFC 3550, 6.4.1 and 6.5), interleaved framing included.

    Args:
        channel: Interleaved channel of RTCP.
        ssrc: Synchronisation source.
        utc_s: Wall clock, seconds since 1970; wraps in 2036 as NTP does.
        timestamp: RTP time of the same moment.
        packets: RTP packets sent.
        octets: Payload octets sent.
    """
    whole = int(utc_s // 1)
    report = _REPORT.pack(
        0x80,
        200,
        6,
        ssrc,
        (whole + _NTP_EPOCH_OFFSET_S) & 0xFFFFFFFF,
        int((utc_s - whole) * (1 << 32)),
        timestamp,
        packets & 0xFFFFFFFF,
        octets & 0xFFFFFFFF,
    )
    item = struct.pack(">IBB", ssrc, 1, len(_NAME)) + _NAME
    item += bytes(4 - len(item) % 4)
    report += struct.pack(">BBH", 0x81, 202, len(item) // 4) + item
    return struct.pack(">BBH", 0x24, channel, len(report)) + report
