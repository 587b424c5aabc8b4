"""RTCP sender reports (RFC 3550 §6.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_SENDER_REPORT = 200
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_NTP_ERA_1 = datetime(2036, 2, 7, 6, 28, 16, tzinfo=UTC)
"""Seconds with the top bit clear count from here (RFC 4330 §3)."""
MAX_PACKETS = 32


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What ties a camera's RTP timestamps to its wall clock.

    Attributes:
        sent_at: The camera's wall clock, UTC as the camera believes it.
        rtp_timestamp: The RTP timestamp of the same instant.
    """

    sent_at: datetime
    rtp_timestamp: int

    @classmethod
    def find(cls, packet: bytes) -> SenderReport | None:
        """Find the sender report in a compound RTCP packet.

        Args:
            packet: The compound packet as received, without interleaving header.

        Returns:
            The first report, or None if there is none, it is cut off, or its clock reads zero,
            by which a sender says that it has no clock.
        """
        position = 0
        for _ in range(MAX_PACKETS):
            if position + 4 > len(packet) or packet[position] >> 6 != 2:
                return None
            kind = packet[position + 1]
            size = 4 * (int.from_bytes(packet[position + 2 : position + 4], "big") + 1)
            if kind == _SENDER_REPORT:
                if size < 28 or position + 28 > len(packet):
                    return None
                seconds = int.from_bytes(packet[position + 8 : position + 12], "big")
                fraction = int.from_bytes(packet[position + 12 : position + 16], "big")
                rtp_timestamp = int.from_bytes(packet[position + 16 : position + 20], "big")
                if seconds == 0 and fraction == 0:
                    return None
                epoch = _NTP_EPOCH if seconds & 0x8000_0000 else _NTP_ERA_1
                sent_at = epoch + timedelta(
                    seconds=seconds, microseconds=fraction * 1_000_000 / 2**32
                )
                return cls(sent_at, rtp_timestamp)
            position += size
        return None
